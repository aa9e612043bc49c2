package org.nodecustomize.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/** The bytes of an image file, by position; opened read-only. Thread-safe. */
final class ImageBytes implements AutoCloseable {
  private final FileChannel channel;
  private final long size;
  private final Refusal refusal;

  private ImageBytes(FileChannel channel, long size, Refusal refusal) {
    this.channel = channel;
    this.size = size;
    this.refusal = refusal;
  }

  /**
   * @throws UsageException if the file does not exist, is a directory or may not be read
   */
  static ImageBytes open(Path file) {
    Refusal refusal = new Refusal(file.toString());
    if (Files.isDirectory(file)) {
      throw new UsageException(Problem.at(file.toString(), "is a directory, expected an image"));
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new UsageException(Problem.at(file.toString(), "no such file"), e);
    } catch (AccessDeniedException e) {
      throw new UsageException(Problem.at(file.toString(), "permission denied"), e);
    } catch (IOException e) {
      throw refusal.unreadable(e);
    }
    try {
      return new ImageBytes(channel, channel.size(), refusal);
    } catch (IOException e) {
      closeQuietly(channel);
      throw refusal.unreadable(e);
    }
  }

  /** The size of the file when it was opened, in bytes. */
  long size() {
    return size;
  }

  Refusal refusal() {
    return refusal;
  }

  /** For copies by the kernel; readers use {@link #read}. */
  FileChannel channel() {
    return channel;
  }

  /**
   * Fills {@code length} bytes of {@code target} from the front.
   *
   * @param what names the bytes in the error message
   */
  void read(long position, byte[] target, int length, String what) {
    if (position < 0 || length > size - position) {
      throw refusal.bad(
          what
              + " at byte "
              + Long.toUnsignedString(position)
              + " ends behind the end of the file ("
              + size
              + " bytes)");
    }
    ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position()) < 0) {
          throw refusal.bad("the file became shorter while it was read");
        }
      }
    } catch (IOException e) {
      throw refusal.unreadable(e);
    }
  }

  /** {@code length} bytes in a little-endian buffer; the caller has bounded {@code length}. */
  ByteBuffer read(long position, int length, String what) {
    byte[] bytes = new byte[length];
    read(position, bytes, length, what);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written; there is nothing to lose and nobody to tell.
      return;
    }
  }
}
