package org.nodecustomize.squashfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tukaani.xz.ARM64Options;
import org.tukaani.xz.ARMOptions;
import org.tukaani.xz.ARMThumbOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.IA64Options;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.PowerPCOptions;
import org.tukaani.xz.RISCVOptions;
import org.tukaani.xz.SPARCOptions;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/**
 * One xz stream a block with CRC32, the only check that the kernel's decoder verifies. The kernel
 * allocates its dictionary in advance, so none may be larger than the image's options say.
 *
 * @param dictionary bytes of the dictionary of what is written
 * @param filters the branch filters to try besides none; the smallest result is kept
 * @param preset 0 fastest to 9; {@code mksquashfs} has 6
 */
record XzCodec(int dictionary, int filters, int preset) implements BlockCodec {
  /** Memory for one decoder: a dictionary of 8 MiB, eight times what the format needs. */
  private static final int DECODER_LIMIT_KIB = 9 << 10;

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(in, 0, length);
    try (SingleXZInputStream xz = new SingleXZInputStream(bytes, DECODER_LIMIT_KIB, true)) {
      int total = xz.readNBytes(out, 0, out.length);
      if (total == out.length && xz.read() >= 0) {
        throw new CorruptBlockException("xz data is longer than its block");
      }
      return total;
    } catch (CorruptBlockException e) {
      throw e;
    } catch (IOException e) {
      throw CorruptBlockException.of("xz", e);
    }
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    int best = encode(List.of(), in, length, out);
    byte[] candidate = filters == 0 ? out : new byte[length];
    for (FilterOptions filter : branchFilters()) {
      int count = encode(List.of(filter), in, length, candidate);
      if (count < best) {
        System.arraycopy(candidate, 0, out, 0, count);
        best = count;
      }
    }
    return best;
  }

  private int encode(List<FilterOptions> before, byte[] in, int length, byte[] out) {
    FixedOutput bytes = new FixedOutput(out, length);
    List<FilterOptions> chain = new ArrayList<>(before);
    try {
      LZMA2Options lzma2 = new LZMA2Options(preset);
      lzma2.setDictSize(dictionary);
      chain.add(lzma2);
      // Not closed: it holds nothing but memory, and closing after a failure would fail again.
      XZOutputStream xz =
          new XZOutputStream(bytes, chain.toArray(FilterOptions[]::new), XZ.CHECK_CRC32);
      xz.write(in, 0, length);
      xz.finish();
      return bytes.count();
    } catch (FixedOutput.FullException e) {
      return length;
    } catch (UnsupportedOptionsException e) {
      throw new IllegalArgumentException("xz dictionary of " + dictionary + " bytes", e);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  private List<FilterOptions> branchFilters() {
    List<FilterOptions> all =
        List.of(
            new X86Options(),
            new PowerPCOptions(),
            new IA64Options(),
            new ARMOptions(),
            new ARMThumbOptions(),
            new SPARCOptions(),
            new ARM64Options(),
            new RISCVOptions());
    List<FilterOptions> chosen = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if ((filters & 1 << i) != 0) {
        chosen.add(all.get(i));
      }
    }
    return chosen;
  }
}
