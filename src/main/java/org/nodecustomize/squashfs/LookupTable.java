package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A table of records of equal size: metadata blocks, and an index of the absolute u64 positions of
 * these blocks. Nothing is read or allocated before it is asked for. Thread-safe.
 */
final class LookupTable {
  private final ImageBytes image;
  private final MetadataBlocks blocks;
  private final long index;
  private final int recordSize;
  private final long count;
  private final long end;
  private final String name;

  /**
   * @param index position of the index
   * @param recordSize bytes of a record, a divisor of 8192
   * @param count number of records
   * @param end where the image ends
   * @param name for error messages
   */
  LookupTable(
      ImageBytes image,
      MetadataBlocks blocks,
      long index,
      int recordSize,
      long count,
      long end,
      String name) {
    this.image = image;
    this.blocks = blocks;
    this.index = index;
    this.recordSize = recordSize;
    this.count = count;
    this.end = end;
    this.name = name;
    if (count > 0 && (index < 0 || blockCount() * Long.BYTES > end - index)) {
      throw image
          .refusal()
          .bad(name + ": an index for " + count + " entries ends behind the image");
    }
  }

  long count() {
    return count;
  }

  long blockCount() {
    return (count * recordSize + MetadataBlocks.DECODED_SIZE - 1) / MetadataBlocks.DECODED_SIZE;
  }

  /** Where a block of the table is. */
  long blockPosition(long block) {
    return image.read(index + block * Long.BYTES, Long.BYTES, name).getLong();
  }

  /** A record, little-endian, positioned at its first byte. */
  ByteBuffer record(long number) {
    if (number < 0 || number >= count) {
      throw image.refusal().bad(name + ": expected an entry below " + count + " but was " + number);
    }
    long byteOffset = number * recordSize;
    long position = blockPosition(byteOffset / MetadataBlocks.DECODED_SIZE);
    MetadataBlocks.Block block = blocks.at(position, end, name);
    int offset = (int) (byteOffset % MetadataBlocks.DECODED_SIZE);
    if (offset + recordSize > block.length()) {
      throw image.refusal().bad(name + ": entry " + number + " is behind the end of its block");
    }
    return ByteBuffer.wrap(block.bytes(), offset, recordSize)
        .slice()
        .asReadOnlyBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
