package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

class KernelImageTest {
  @TempDir Path directory = Path.of("");

  /** An ELF file of 9 MB, more than a block of lz4, with a note of the given owner. */
  private static byte[] kernel(String owner) {
    byte[] bytes = new byte[9 << 20];
    byte[] noise = new byte[1 << 16];
    new Random(7).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, 1 << 16, noise.length);
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2);
    elf.putLong(0x20, 64).putShort(0x36, (short) 56).putShort(0x38, (short) 2);
    int note = 64 + 56;
    elf.putInt(64, 1); // a segment to load
    elf.putInt(note, 4).putLong(note + 8, 512).putLong(note + 32, 64);
    elf.putInt(512, 4).putInt(516, 5).putInt(520, 1); // another note, padded to 8 bytes
    elf.putInt(512 + 24, 4).putInt(512 + 28, 4).putInt(512 + 32, 18);
    elf.put(512 + 36, owner.getBytes(StandardCharsets.US_ASCII));
    return bytes;
  }

  private static byte[] image(byte[] payload, boolean sized, int kernelSize) {
    int start = 3 * 512 + 0x60;
    ByteBuffer image =
        ByteBuffer.allocate(start + payload.length + 4 + 100).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0x1f1, (byte) 2).putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20f);
    image.putInt(0x248, 0x60).putInt(0x24c, payload.length + (sized ? 4 : 0));
    image.put(start, payload).putInt(start + payload.length, kernelSize);
    return image.array();
  }

  private boolean unpack(byte[] image) throws IOException {
    Path file = Files.write(directory.resolve("vmlinuz"), image);
    boolean unpacked = KernelImage.unpack(file, directory.resolve("vmlinux"));
    assertTrue(unpacked || !Files.exists(directory.resolve("vmlinux")));
    return unpacked;
  }

  private static byte[] xz(byte[] kernel) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FilterOptions[] filters = {new X86Options(), new LZMA2Options(1)};
    try (OutputStream xz = new XZOutputStream(out, filters, XZ.CHECK_CRC32)) {
      xz.write(kernel);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] kernel) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(kernel);
    }
    return out.toByteArray();
  }

  private static byte[] lzma(byte[] kernel) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream lzma = new LZMAOutputStream(out, new LZMA2Options(1), -1)) {
      lzma.write(kernel);
    }
    return out.toByteArray();
  }

  private static byte[] lz4(byte[] kernel) {
    ByteBuffer out = ByteBuffer.allocate(kernel.length + 1024).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x184c2102);
    for (int at = 0; at < kernel.length; at += 8 << 20) {
      byte[] block =
          LZ4Factory.safeInstance()
              .fastCompressor()
              .compress(kernel, at, Math.min(8 << 20, kernel.length - at));
      out.putInt(block.length).put(block);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  @Test
  void aKernelOfEveryCompressionComesOutAsItWentIn() throws IOException {
    byte[] kernel = kernel("Xen\0");
    int size = kernel.length;
    for (byte[] image :
        List.of(
            image(xz(kernel), true, size),
            image(gzip(kernel), false, size),
            image(Zstd.compress(kernel, 1), true, size),
            image(lzma(kernel), true, size),
            image(lz4(kernel), true, size))) {
      assertTrue(unpack(image));
      assertArrayEquals(kernel, Files.readAllBytes(directory.resolve("vmlinux")));
    }
  }

  @Test
  void aKernelWithoutAnEntryForQemuStaysPacked() throws IOException {
    byte[] kernel = kernel("GNU\0");
    assertFalse(unpack(image(gzip(kernel), false, kernel.length)));
    byte[] noElf = new byte[1 << 20];
    assertFalse(unpack(image(gzip(noElf), false, noElf.length)));
  }

  @Test
  void whatIsNoPackedKernelOfX86StaysAsItIs() throws IOException {
    byte[] kernel = kernel("Xen\0");
    byte[] good = image(gzip(kernel), false, kernel.length);
    assertFalse(unpack(new byte[0]));
    assertFalse(unpack(kernel));
    assertFalse(unpack(changed(good, 0x206, 0x0207)));
    assertFalse(unpack(changed(good, 0x248, 0x7fff_ffff)));
    assertFalse(unpack(changed(good, 0x24c, -1)));
    assertFalse(unpack(changed(good, 0x24c, 3)));
    assertFalse(unpack(changed(good, 3 * 512 + 0x60, 0x12345678)));
  }

  private static byte[] changed(byte[] image, int offset, int value) {
    ByteBuffer copy = ByteBuffer.wrap(image.clone()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.putInt(offset, value).array();
  }

  @Test
  void aDamagedPayloadIsNoErrorAndLeavesNothing() throws IOException {
    byte[] kernel = kernel("Xen\0");
    Random random = new Random(11);
    for (byte[] payload :
        List.of(xz(kernel), gzip(kernel), Zstd.compress(kernel, 1), lzma(kernel), lz4(kernel))) {
      byte[] half = Arrays.copyOf(payload, payload.length / 2);
      assertFalse(unpack(image(half, true, kernel.length)));
      for (int i = 0; i < 8; i++) {
        byte[] damaged = payload.clone();
        damaged[6 + random.nextInt(damaged.length - 6)] ^= (byte) (1 + random.nextInt(255));
        unpack(image(damaged, true, kernel.length));
      }
    }
  }
}
