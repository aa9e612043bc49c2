package org.nodecustomize.guestfs;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Exception;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * The kernel inside a compressed kernel of x86: an emulated processor needs seconds to decompress
 * what this machine decompresses in less than one.
 *
 * <p>Source of the format: {@code Documentation/arch/x86/boot.rst} of Linux, boot protocol 2.08 and
 * later: {@code setup_sects} at 0x1f1, {@code HdrS} at 0x202, {@code payload_offset} and {@code
 * payload_length} at 0x248, relative to the protected-mode code.
 */
final class KernelImage {
  private static final int SETUP_SECTORS = 0x1f1;
  private static final int MAGIC = 0x202;
  private static final int VERSION = 0x206;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24c;
  private static final int HEADER = 0x250;
  private static final int SECTOR = 512;

  /** A kernel of today has 10 MB packed and 70 MB unpacked. */
  private static final long PACKED_LIMIT = 256L << 20;

  private static final long UNPACKED_LIMIT = 1L << 30;
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private KernelImage() {}

  /**
   * Unpacks a kernel.
   *
   * @return whether {@code target} now is a kernel that qemu can start as it is; if not, it is not
   *     there, and {@code image} itself serves
   * @throws IOException if {@code image} cannot be read or {@code target} not be written
   */
  static boolean unpack(Path image, Path target) throws IOException {
    if (Files.size(image) > PACKED_LIMIT) {
      return false;
    }
    Optional<byte[]> payload = payload(Files.readAllBytes(image));
    if (payload.isEmpty()) {
      return false;
    }
    boolean good = false;
    try {
      good = decompress(payload.get(), target) && PvhEntry.isIn(target);
    } finally {
      if (!good) {
        Files.deleteIfExists(target);
      }
    }
    return good;
  }

  private static Optional<byte[]> payload(byte[] image) {
    ByteBuffer header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    if (image.length < HEADER
        || header.getInt(MAGIC) != 0x53726448
        || header.getShort(VERSION) < 0x0208) {
      return Optional.empty();
    }
    int sectors = image[SETUP_SECTORS] & 0xff;
    long start =
        (sectors == 0 ? 5L : sectors + 1L) * SECTOR
            + Integer.toUnsignedLong(header.getInt(PAYLOAD_OFFSET));
    long length = Integer.toUnsignedLong(header.getInt(PAYLOAD_LENGTH));
    if (length < 16 || start + length > image.length) {
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOfRange(image, (int) start, (int) (start + length)));
  }

  /** What is not decompressed is not an error: the packed kernel boots too. */
  private static boolean decompress(byte[] payload, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target);
        InputStream in = stream(payload)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
        total += count;
        if (total > UNPACKED_LIMIT) {
          return false;
        }
        out.write(buffer, 0, count);
      }
      return total > 0;
    } catch (BadPayloadException e) {
      return false;
    }
  }

  /** Keeps what is wrong with the payload apart from a disk that is full. */
  private static int read(InputStream in, byte[] buffer) throws BadPayloadException {
    try {
      return in.read(buffer);
    } catch (IOException | LZ4Exception e) {
      throw new BadPayloadException(e);
    }
  }

  /** The payload cannot be decompressed. */
  private static final class BadPayloadException extends IOException {
    private static final long serialVersionUID = 1L;

    BadPayloadException(Exception cause) {
      super(cause);
    }
  }

  private static InputStream stream(byte[] payload) throws BadPayloadException {
    try {
      return decoder(payload);
    } catch (IOException e) {
      throw new BadPayloadException(e);
    }
  }

  /**
   * The build of the kernel appends the unpacked size, four bytes, to all formats but gzip, which has
   * it as its own last field ({@code scripts/Makefile.lib}, {@code size_append}).
   */
  private static InputStream decoder(byte[] payload) throws IOException {
    InputStream all = new ByteArrayInputStream(payload);
    InputStream sized = new ByteArrayInputStream(payload, 0, payload.length - 4);
    if (begins(payload, 0x1f, 0x8b)) {
      return new GZIPInputStream(all);
    } else if (begins(payload, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return new SingleXZInputStream(sized, XZ_MEMORY_KIB);
    } else if (begins(payload, 0x28, 0xb5, 0x2f, 0xfd)) {
      return new ZstdInputStream(sized);
    } else if (begins(payload, 0x5d, 0, 0)) {
      return new LZMAInputStream(new BufferedInputStream(sized), XZ_MEMORY_KIB);
    } else if (begins(payload, 0x02, 0x21, 0x4c, 0x18)) {
      return new Lz4LegacyStream(sized);
    }
    throw new IOException("the kernel's compression is not known");
  }

  private static boolean begins(byte[] payload, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      if ((payload[i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
