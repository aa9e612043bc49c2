package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where things are in a file system; offsets of fields after the kernel's
 * Documentation/filesystems/ext4/super.rst.
 *
 * @param blockSize bytes, a power of two from 1024 to 65536
 * @param clusterSize bytes that are allocated together; those of a block but for {@code bigalloc}
 * @param firstDataBlock block of the superblock's group, 1 for blocks of 1024 bytes
 * @param blocks of the file system
 * @param inodes of the file system; they are counted from 1
 * @param firstInode the first one that is not reserved
 * @param inodeSize bytes, a power of two from 128 to {@code blockSize}
 * @param descriptorSize bytes of a group descriptor
 * @param firstMetaGroup block of descriptors from which {@code meta_bg} places them
 * @param backupGroups the two groups that have a superblock where {@code sparse_super2} is set
 * @param checksumSeed what the checksums of metadata begin with
 */
record Geometry(
    int blockSize,
    long clusterSize,
    long firstDataBlock,
    long blocks,
    long blocksPerGroup,
    long inodes,
    long inodesPerGroup,
    long firstInode,
    int inodeSize,
    int descriptorSize,
    long firstMetaGroup,
    Set<Long> backupGroups,
    int compatible,
    int incompatible,
    int readOnly,
    int checksumSeed) {

  private static final int LEAST_INODE_SIZE = 128;

  /** Of clusters: 512 MiB, which mke2fs has as its limit too. */
  private static final int MOST_CLUSTER_LOG = 19;

  private static final int CRC32C_TYPE = 1;
  private static final int CHECKSUM = 0x3FC;

  /**
   * Reads what {@link Ext4Superblock} leaves out.
   *
   * @throws org.nodecustomize.diag.ImageException if it makes no sense
   */
  static Geometry read(Damage damage, byte[] bytes, Ext4Superblock facts) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean dynamic = b.getInt(0x4C) != 0;
    boolean wide = (facts.incompatibleFeatures() & Features.INCOMPAT_64BIT) != 0;
    boolean seeded = (facts.incompatibleFeatures() & Features.INCOMPAT_CSUM_SEED) != 0;
    Geometry geometry =
        new Geometry(
            facts.blockSize(),
            clusterSize(damage, b, facts),
            unsigned(b, 0x14),
            facts.blocks(),
            unsigned(b, 0x20),
            facts.inodes(),
            unsigned(b, 0x28),
            dynamic ? unsigned(b, 0x54) : 11,
            dynamic ? Short.toUnsignedInt(b.getShort(0x58)) : LEAST_INODE_SIZE,
            wide ? Short.toUnsignedInt(b.getShort(0xFE)) : 32,
            unsigned(b, 0x104),
            new HashSet<>(List.of(unsigned(b, 0x24C), unsigned(b, 0x250))),
            facts.compatibleFeatures(),
            facts.incompatibleFeatures(),
            facts.readOnlyFeatures(),
            seeded ? b.getInt(0x270) : Crc.crc32c(Crc.START, b, 0x68, 0x78));
    geometry.check(damage, b, wide);
    return geometry;
  }

  private static long clusterSize(Damage damage, ByteBuffer superblock, Ext4Superblock facts) {
    if ((facts.readOnlyFeatures() & Features.RO_BIGALLOC) == 0) {
      return facts.blockSize();
    }
    int log = superblock.getInt(0x1C);
    require(damage, log >= 0 && log <= MOST_CLUSTER_LOG, "cluster size", log);
    return 1024L << log;
  }

  /** Why the checksums cannot be verified; empty where they can. */
  static Optional<String> obstacle(byte[] bytes, Ext4Superblock facts) {
    boolean checksums = (facts.readOnlyFeatures() & Features.RO_METADATA_CSUM) != 0;
    int type = bytes[0x175] & 0xff;
    return checksums && type != CRC32C_TYPE
        ? Optional.of("its metadata has checksums of an unknown type (" + type + ")")
        : Optional.empty();
  }

  private void check(Damage damage, ByteBuffer superblock, boolean wide) {
    if (metadataChecksums()
        && Crc.crc32c(Crc.START, superblock, 0, CHECKSUM) != superblock.getInt(CHECKSUM)) {
      throw damage.of("the superblock does not match its checksum");
    }
    require(
        damage,
        blocksPerGroup > 0 && blocksPerGroup < 1L << 31,
        "blocks per group",
        blocksPerGroup);
    require(
        damage,
        inodesPerGroup > 0 && inodesPerGroup <= 8L * blockSize,
        "inodes per group",
        inodesPerGroup);
    require(
        damage, firstDataBlock <= 1 && firstDataBlock < blocks, "first data block", firstDataBlock);
    require(
        damage,
        inodeSize >= LEAST_INODE_SIZE && inodeSize <= blockSize && Integer.bitCount(inodeSize) == 1,
        "inode size",
        inodeSize);
    require(
        damage,
        descriptorSize >= (wide ? 64 : 32)
            && descriptorSize <= blockSize
            && Integer.bitCount(descriptorSize) == 1,
        "size of group descriptors",
        descriptorSize);
    require(damage, inodes == groups() * inodesPerGroup, "number of inodes", inodes);
    require(damage, inodes * inodeSize / blockSize <= blocks, "number of inodes", inodes);
  }

  private static void require(Damage damage, boolean sensible, String field, long value) {
    if (!sensible) {
      throw damage.of("the superblock has an impossible " + field + " (" + value + ")");
    }
  }

  private static long unsigned(ByteBuffer b, int offset) {
    return Integer.toUnsignedLong(b.getInt(offset));
  }

  boolean incompatible(int feature) {
    return (incompatible & feature) != 0;
  }

  boolean readOnly(int feature) {
    return (readOnly & feature) != 0;
  }

  boolean metadataChecksums() {
    return readOnly(Features.RO_METADATA_CSUM);
  }

  /** Number of block groups. */
  long groups() {
    return (blocks - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup;
  }

  /**
   * Bytes from the start of the file system to a group's descriptor; see group_descr.rst and, for
   * {@code meta_bg}, blockgroup.rst.
   */
  long descriptorOffset(long group) {
    long perBlock = blockSize / descriptorSize;
    long index = group / perBlock;
    long block;
    if (!incompatible(Features.INCOMPAT_META_BG) || index < firstMetaGroup) {
      block = Ext4Superblock.OFFSET / blockSize + 1 + index;
    } else {
      long first = index * perBlock;
      block = firstDataBlock + first * blocksPerGroup + (hasSuperblock(first) ? 1 : 0);
      if (index == 0 && blockSize == Ext4Superblock.OFFSET && firstDataBlock == 0) {
        block++;
      }
    }
    return block * blockSize + group % perBlock * descriptorSize;
  }

  private boolean hasSuperblock(long group) {
    if (group == 0) {
      return true;
    }
    if ((compatible & Features.COMPAT_SPARSE_SUPER2) != 0) {
      return backupGroups.contains(group);
    }
    return !readOnly(Features.RO_SPARSE_SUPER)
        || group == 1
        || isPower(group, 3)
        || isPower(group, 5)
        || isPower(group, 7);
  }

  private static boolean isPower(long value, long base) {
    long rest = value;
    while (rest % base == 0) {
      rest /= base;
    }
    return rest == 1;
  }
}
