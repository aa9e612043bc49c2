package org.nodecustomize.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/** A disk that lies in a file as it is. */
public final class RawFileSource implements BlockSource {
  private final Path file;
  private final FileChannel channel;
  private final long size;

  private RawFileSource(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens the file read-only.
   *
   * @throws HostException if that fails
   */
  public static RawFileSource open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new RawFileSource(file, channel, channel.size());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    BlockSource.checkRange(offset, target.remaining(), size);
    long position = offset;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw unreadable(file, new IOException("it became shorter while it was read"));
        }
        position += count;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static HostException unreadable(Path file, IOException e) {
    return new HostException(Problem.at(file.toString(), "cannot read: " + e.getMessage()), e);
  }
}
