package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class RootTreeTest {
  @TempDir Path directory = Path.of("");

  /** One header and the two blocks of zeros at the end; V7 has a checksum and no magic. */
  private static byte[] tar(boolean magic) {
    byte[] tar = new byte[1536];
    put(tar, 0, "etc/");
    put(tar, 100, "0000755");
    put(tar, 124, "00000000000");
    tar[156] = '5';
    if (magic) {
      put(tar, 257, "ustar");
    }
    Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    put(tar, 148, String.format("%06o", sum));
    return tar;
  }

  private static void put(byte[] bytes, int offset, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, offset, ascii.length);
  }

  private byte[] streamed(byte[] file) throws IOException {
    Path path = Files.write(directory.resolve("x"), file);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    RootTree.of(path).stream(
        new HostProgram(new Cancellation()),
        in -> {
          try {
            in.transferTo(got);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return got.toByteArray();
  }

  @Test
  void everyCompressionGivesThePlainArchive() throws IOException {
    for (boolean magic : new boolean[] {true, false}) {
      byte[] tar = tar(magic);
      ByteArrayOutputStream gzip = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(gzip)) {
        out.write(tar);
      }
      ByteArrayOutputStream xz = new ByteArrayOutputStream();
      try (OutputStream out = new XZOutputStream(xz, new LZMA2Options(1))) {
        out.write(tar);
      }
      assertArrayEquals(tar, streamed(tar));
      assertArrayEquals(tar, streamed(gzip.toByteArray()));
      assertArrayEquals(tar, streamed(xz.toByteArray()));
      assertArrayEquals(tar, streamed(Zstd.compress(tar)));
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    Path file = directory.resolve("x");
    String expected = file + ": neither a directory nor a tar archive (plain, gzip, xz, zstd)\n";
    byte[] wrongSum = tar(false);
    wrongSum[0]++;
    for (byte[] content :
        new byte[][] {
          {},
          "text".getBytes(StandardCharsets.US_ASCII),
          new byte[2000],
          wrongSum,
          Arrays.copyOf(tar(true), 511),
          {0x1f, (byte) 0x8b, 1, 2, 3},
          {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1},
          {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1}
        }) {
      Files.write(file, content);
      assertEquals(expected, Problems.of(UsageException.class, () -> RootTree.of(file)));
    }
  }

  @Test
  void aMissingTreeIsRefused() {
    Path file = directory.resolve("no");
    assertEquals(
        file + ": no such file or directory\n",
        Problems.of(UsageException.class, () -> RootTree.of(file)));
  }
}
