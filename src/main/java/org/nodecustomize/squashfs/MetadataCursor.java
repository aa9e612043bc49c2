package org.nodecustomize.squashfs;

import java.nio.charset.StandardCharsets;

/**
 * Reads little-endian numbers from a run of metadata blocks; a number may straddle two of them.
 *
 * <p>Not thread-safe; make one for each reading.
 */
final class MetadataCursor {
  private final MetadataBlocks blocks;
  private final long start;
  private final long end;
  private final String table;
  private MetadataBlocks.Block block;
  private long position;
  private int offset;

  /**
   * @param start where the table begins
   * @param end where it ends
   * @param blockOffset of the block's header, counted from {@code start}
   * @param offset in the decoded block
   * @param table names the table in error messages
   */
  MetadataCursor(
      MetadataBlocks blocks, long start, long end, long blockOffset, int offset, String table) {
    this.blocks = blocks;
    this.start = start;
    this.end = end;
    this.table = table;
    this.offset = offset;
    if (blockOffset < 0 || blockOffset >= end - start) {
      throw blocks
          .refusal()
          .bad(table + ": no block at offset " + blockOffset + " of " + (end - start));
    }
    this.position = start + blockOffset;
    this.block = blocks.at(position, end, table);
    if (offset < 0 || offset > block.length()) {
      throw blocks
          .refusal()
          .bad(table + ": offset " + offset + " in a block that has " + block.length() + " bytes");
    }
  }

  /** The reference ({@code block offset << 16 | offset in the block}) of the next byte. */
  long reference() {
    settle();
    return (position - start) << 16 | offset;
  }

  private void settle() {
    while (offset == block.length() && block.end() < end) {
      position = block.end();
      block = blocks.at(position, end, table);
      offset = 0;
    }
  }

  int u8() {
    settle();
    if (offset >= block.length()) {
      throw blocks.refusal().bad(table + ": ends too early");
    }
    return block.bytes()[offset++] & 0xff;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  int s16() {
    return (short) u16();
  }

  int s32() {
    return u16() | u16() << 16;
  }

  long u32() {
    return Integer.toUnsignedLong(s32());
  }

  long s64() {
    return u32() | u32() << 32;
  }

  /** Fills the whole of {@code target}; the caller has bounded its size. */
  void bytes(byte[] target) {
    int done = 0;
    while (done < target.length) {
      settle();
      int count = Math.min(target.length - done, block.length() - offset);
      if (count == 0) {
        throw blocks.refusal().bad(table + ": ends too early");
      }
      System.arraycopy(block.bytes(), offset, target, done, count);
      offset += count;
      done += count;
    }
  }

  /** A name of {@code length} bytes, one char a byte, so that no name loses its bytes. */
  String latin1(int length) {
    byte[] name = new byte[length];
    bytes(name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
