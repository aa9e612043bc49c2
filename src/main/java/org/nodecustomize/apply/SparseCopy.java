package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Copies a file so that its zeros become holes. */
final class SparseCopy {
  private static final int PIECE = 1 << 20;
  private static final int GRANULE = 4096;

  private SparseCopy() {}

  /** Copies to a file that does not exist yet. */
  static void copy(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] piece = new byte[PIECE];
      ByteBuffer buffer = ByteBuffer.wrap(piece);
      long position = 0;
      while (true) {
        buffer.clear();
        while (buffer.hasRemaining() && in.read(buffer) >= 0) {
          // Fill the piece, so that granules stay aligned.
        }
        buffer.flip();
        if (!buffer.hasRemaining()) {
          break;
        }
        writeFilled(out, piece, buffer.limit(), position);
        position += buffer.limit();
      }
      if (out.size() < position) {
        out.write(ByteBuffer.allocate(1), position - 1);
      }
    }
  }

  private static void writeFilled(FileChannel out, byte[] bytes, int end, long position)
      throws IOException {
    int start = 0;
    while (start < end) {
      int next = Math.min(end, start + GRANULE);
      if (isZero(bytes, start, next)) {
        start = next;
        continue;
      }
      int run = next;
      while (run < end && !isZero(bytes, run, Math.min(end, run + GRANULE))) {
        run = Math.min(end, run + GRANULE);
      }
      ByteBuffer part = ByteBuffer.wrap(bytes, start, run - start);
      long at = position + start;
      while (part.hasRemaining()) {
        at += out.write(part, at);
      }
      start = run;
    }
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    return Arrays.mismatch(bytes, from, to, ZEROS, 0, to - from) < 0;
  }

  private static final byte[] ZEROS = new byte[GRANULE];
}
