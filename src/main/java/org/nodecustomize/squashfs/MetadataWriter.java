package org.nodecustomize.squashfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects a run of metadata blocks in memory. Not thread-safe. */
final class MetadataWriter {
  private final BlockCodec codec;
  private final boolean raw;
  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
  private final List<Integer> starts = new ArrayList<>();
  private final byte[] block = new byte[MetadataBlocks.DECODED_SIZE];
  private int filled;

  /**
   * @param raw whether nothing is compressed
   */
  MetadataWriter(BlockCodec codec, boolean raw) {
    this.codec = codec;
    this.raw = raw;
  }

  /** The reference of the byte that comes next. */
  long reference() {
    return (long) blocks.size() << 16 | filled;
  }

  void u8(int value) {
    block[filled++] = (byte) value;
    if (filled == block.length) {
      flush();
    }
  }

  void u16(int value) {
    u8(value);
    u8(value >> 8);
  }

  void u32(long value) {
    u16((int) value);
    u16((int) (value >> 16));
  }

  void u64(long value) {
    u32(value);
    u32(value >> 32);
  }

  void latin1(String bytes) {
    for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
      u8(b);
    }
  }

  private void flush() {
    if (filled == 0) {
      return;
    }
    starts.add(blocks.size());
    byte[] encoded = new byte[filled];
    int length = raw ? filled : codec.encode(block, filled, encoded);
    if (length >= filled) {
      header(MetadataBlocks.RAW | filled);
      blocks.write(block, 0, filled);
    } else {
      header(length);
      blocks.write(encoded, 0, length);
    }
    filled = 0;
  }

  private void header(int value) {
    blocks.write(value);
    blocks.write(value >> 8);
  }

  /** Ends the run; nothing may be added afterwards. */
  byte[] finish() {
    flush();
    return blocks.toByteArray();
  }

  /** Where each block begins in what {@link #finish} gives. */
  List<Integer> starts() {
    return List.copyOf(starts);
  }
}
