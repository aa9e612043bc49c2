package org.nodecustomize.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/**
 * A sparse file that has no name, so that nothing remains of it whatever happens. Every failure is a
 * {@link HostException}. Thread-safe.
 */
final class OverlayFile implements AutoCloseable {
  private final Path directory;
  private final FileChannel channel;

  private OverlayFile(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Makes one on the file system of a directory. */
  static OverlayFile in(Path directory) {
    try {
      Path file =
          Files.createTempFile(
              directory,
              "overlay",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        return new OverlayFile(
            directory, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new HostException(
          Problem.at(directory.toString(), "cannot make the overlay file: " + e.getMessage()), e);
    }
  }

  /** Reads into the buffer from a position until it is full, or the last byte written was read. */
  void read(long position, ByteBuffer target) {
    long at = position;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Writes the rest of the buffer at a position. */
  void write(long position, ByteBuffer source) {
    long at = position;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed("close", e);
    }
  }

  private HostException failed(String verb, IOException e) {
    String reason = String.valueOf(e.getMessage());
    Problem problem =
        Problem.at(directory.toString(), "cannot " + verb + " the overlay file: " + reason);
    return new HostException(
        reason.equals("No space left on device")
            ? problem.withHint(HostException.MORE_ROOM)
            : problem,
        e);
  }
}
