package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Writes the tables behind the directory table: fragments, export, ids, xattrs, in this order, each
 * index directly behind its blocks, as newer kernels demand.
 */
final class TableWriter {
  private final SquashfsImage base;
  private final Superblock old;
  private final ImageOutput out;
  private final BlockCodec codec;

  TableWriter(SquashfsImage base, ImageOutput out) {
    this.base = base;
    this.old = base.superblock();
    this.out = out;
    this.codec = BlockCodec.forMetadata(base.compressorOptions());
  }

  /** Returns where the index is; so do the others. */
  long fragments(DataLayout layout, long targetLength) {
    if (old.fragmentTable() == Superblock.ABSENT) {
      return Superblock.ABSENT;
    }
    MetadataWriter table = new MetadataWriter(codec, old.has(Superblock.FRAGMENTS_RAW));
    for (long i = 0; i < old.fragments(); i++) {
      DataBlocks.Fragment fragment = DataBlocks.Fragment.read(base.fragments(), i);
      table.u64(layout.moved(fragment.start(), targetLength));
      table.u32(fragment.word());
      table.u32(0);
    }
    return write(table);
  }

  long export(Map<Long, Long> references) {
    if (old.exportTable() == Superblock.ABSENT) {
      return Superblock.ABSENT;
    }
    MetadataWriter table = new MetadataWriter(codec, old.has(Superblock.INODES_RAW));
    for (long number = 1; number <= old.inodes(); number++) {
      table.u64(references.getOrDefault(number, Superblock.ABSENT));
    }
    return write(table);
  }

  long ids() {
    boolean raw = old.has(Superblock.IDS_RAW) || old.has(Superblock.INODES_RAW);
    MetadataWriter table = new MetadataWriter(codec, raw);
    for (int i = 0; i < old.ids(); i++) {
      table.u32(base.id(i));
    }
    return write(table);
  }

  /** The blocks are copied; only positions change. */
  long xattrs() {
    if (base.xattrTable().isEmpty()) {
      return Superblock.ABSENT;
    }
    XattrTable table = base.xattrTable().get();
    long shift = out.position() - table.pairsStart();
    out.copy(base.bytes(), table.pairsStart(), old.xattrTable());
    long position = out.position();
    ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(table.pairsStart() + shift).putInt((int) table.count()).putInt(0);
    out.write(header.flip());
    for (long block = 0; block < table.blockCount(); block++) {
      ByteBuffer moved = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(moved.putLong(table.blockPosition(block) + shift).flip());
    }
    return position;
  }

  private long write(MetadataWriter table) {
    byte[] blocks = table.finish();
    long start = out.position();
    out.write(blocks, blocks.length);
    long index = out.position();
    ByteBuffer positions =
        ByteBuffer.allocate(table.starts().size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int blockStart : table.starts()) {
      positions.putLong(start + blockStart);
    }
    out.write(positions.flip());
    return index;
  }
}
