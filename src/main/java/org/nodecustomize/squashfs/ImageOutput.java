package org.nodecustomize.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.Cancellation;

/** The image that is being written, from its front to its end. Not thread-safe. */
final class ImageOutput implements AutoCloseable {
  /** The kernel maps images by pages. */
  private static final int PADDING = 4096;

  private static final long COPIED_AT_ONCE = 16 << 20;

  private final Path file;
  private final FileChannel channel;
  private final Cancellation cancellation;
  private final Counter counter;

  private ImageOutput(Path file, FileChannel channel, Cancellation cancellation, Counter counter) {
    this.file = file;
    this.channel = channel;
    this.cancellation = cancellation;
    this.counter = counter;
  }

  /** Counts work and tells it. */
  static final class Counter {
    private final Progress progress;
    private final long total;
    private long done;

    Counter(Progress progress, long total) {
      this.progress = progress;
      this.total = total;
    }

    synchronized void add(long count) {
      done = Math.min(total, done + count);
      progress.at(done, total);
    }
  }

  static ImageOutput create(Path file, Cancellation cancellation, Counter counter) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new ImageOutput(file, channel, cancellation, counter);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  Counter counter() {
    return counter;
  }

  long position() {
    try {
      return channel.position();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  void write(byte[] bytes, int length) {
    write(ByteBuffer.wrap(bytes, 0, length));
  }

  /** Has the kernel copy {@code [from, to)} of another image. */
  void copy(ImageBytes source, long from, long to) {
    if (to > source.size()) {
      throw source.refusal().bad("its data ends behind the end of the file");
    }
    long at = from;
    try {
      while (at < to) {
        cancellation.check();
        long count = source.channel().transferTo(at, Math.min(to - at, COPIED_AT_ONCE), channel);
        if (count <= 0) {
          throw source.refusal().bad("the file became shorter while it was read");
        }
        at += count;
        counter.add(count);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Pads, writes the superblock to the front, and waits until all is on the disk. */
  void finish(Superblock superblock) {
    try {
      long end = channel.position();
      int padding = (int) (-end & PADDING - 1);
      write(ByteBuffer.allocate(padding));
      ByteBuffer front = superblock.encode();
      while (front.hasRemaining()) {
        channel.write(front, front.position());
      }
      channel.force(true);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static HostException unwritable(Path file, IOException e) {
    return new HostException(Problem.at(file.toString(), "cannot write: " + e.getMessage()), e);
  }
}
