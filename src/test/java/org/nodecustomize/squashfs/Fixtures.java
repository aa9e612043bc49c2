package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Small images by {@code mksquashfs 4.5.1 -b 4096 -all-root -nopad}, one for each compressor, and one
 * whose metadata is not compressed. Each holds {@code LiveOS/rootfs.img} (18100 bytes, of which
 * 9000 in the middle are zero), {@code small} and {@code hard} (one file of 99 bytes with an xattr),
 * {@code link} and {@code pipe}.
 */
final class Fixtures {
  static final List<String> NAMES =
      List.of("gzip", "lzma", "lzo", "xz", "lz4", "zstd", "raw-metadata");

  static final String TARGET = "LiveOS/rootfs.img";

  private Fixtures() {}

  static byte[] read(String name) throws IOException {
    try (InputStream in = Fixtures.class.getResourceAsStream("/squashfs/" + name + ".base64")) {
      assertNotNull(in, name);
      return Base64.getMimeDecoder()
          .decode(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }
}
