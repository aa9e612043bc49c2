package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Extended attributes: {u64 start of the pairs, u32 count, u32 unused} and the index of the id
 * table, whose records are {u64 reference, u32 pairs, u32 size}. Thread-safe.
 */
final class XattrTable {
  private static final List<String> PREFIXES = List.of("user.", "trusted.", "security.");
  private static final int ELSEWHERE = 0x100;
  private static final int LONGEST_VALUE = 65_536;
  private static final int MOST_PAIRS = 4096;
  private static final int MOST_BYTES = 1 << 20;
  private static final int HEADER = 16;
  private static final int RECORD = 16;
  private static final String NAME = "xattr table";

  private final MetadataBlocks blocks;
  private final LookupTable ids;
  private final long pairs;
  private final long pairsEnd;

  XattrTable(ImageBytes image, MetadataBlocks blocks, Superblock superblock) {
    this.blocks = blocks;
    long at = superblock.xattrTable();
    if (superblock.bytesUsed() - at < HEADER) {
      throw image.refusal().bad(NAME + ": its header ends behind the image");
    }
    ByteBuffer header = image.read(at, HEADER, NAME);
    this.pairs = header.getLong(0);
    this.pairsEnd = at;
    long count = Integer.toUnsignedLong(header.getInt(8));
    if (pairs < Superblock.SIZE || pairs > at) {
      throw image
          .refusal()
          .bad(NAME + ": starts at byte " + Long.toUnsignedString(pairs) + ", behind its header");
    }
    this.ids =
        new LookupTable(image, blocks, at + HEADER, RECORD, count, superblock.bytesUsed(), NAME);
  }

  long count() {
    return ids.count();
  }

  /** Position of the first block of the pairs. */
  long pairsStart() {
    return pairs;
  }

  /** How many blocks the id table has. */
  long blockCount() {
    return ids.blockCount();
  }

  /** Position of a block of the id table, which lies between the pairs and the header. */
  long blockPosition(long block) {
    long position = ids.blockPosition(block);
    if (position < pairs || position >= pairsEnd) {
      throw blocks
          .refusal()
          .bad(NAME + ": block at byte " + Long.toUnsignedString(position) + " is outside it");
    }
    return position;
  }

  /** The attributes of an entry, by full name. */
  Map<String, byte[]> read(int id) {
    ByteBuffer record = ids.record(Integer.toUnsignedLong(id));
    long count = Integer.toUnsignedLong(record.getInt(8));
    if (count > MOST_PAIRS) {
      throw blocks.refusal().bad(NAME + ": " + count + " attributes of one file");
    }
    MetadataCursor in = cursor(record.getLong(0));
    Map<String, byte[]> found = new TreeMap<>();
    long total = 0;
    for (int i = 0; i < count; i++) {
      int type = in.u16();
      int prefix = type & ~ELSEWHERE;
      if (prefix >= PREFIXES.size()) {
        throw blocks.refusal().bad(NAME + ": attribute of type " + type);
      }
      byte[] suffix = new byte[in.u16()];
      in.bytes(suffix);
      byte[] value = value(in);
      if ((type & ELSEWHERE) != 0) {
        if (value.length != Long.BYTES) {
          throw blocks.refusal().bad(NAME + ": a reference of " + value.length + " bytes");
        }
        value = value(cursor(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong()));
      }
      total += suffix.length + value.length;
      if (total > MOST_BYTES) {
        throw blocks
            .refusal()
            .bad(NAME + ": attributes of one file exceed " + MOST_BYTES + " bytes");
      }
      found.put(PREFIXES.get(prefix) + new String(suffix, StandardCharsets.UTF_8), value);
    }
    return found;
  }

  private byte[] value(MetadataCursor in) {
    long length = in.u32();
    if (length > LONGEST_VALUE) {
      throw blocks.refusal().bad(NAME + ": a value of " + length + " bytes");
    }
    byte[] value = new byte[(int) length];
    in.bytes(value);
    return value;
  }

  private MetadataCursor cursor(long reference) {
    return new MetadataCursor(
        blocks, pairs, pairsEnd, reference >>> 16, (int) (reference & 0xffff), NAME);
  }
}
