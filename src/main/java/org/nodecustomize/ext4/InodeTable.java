package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/** Finds inodes by their number. */
final class InodeTable {
  static final long ROOT = 2;

  private static final int DESCRIPTOR_CHECKSUM = 0x1E;
  private static final int CHECKSUM_LOW = 0x7C;
  private static final int CHECKSUM_HIGH = 0x82;

  private final Volume volume;
  private final Geometry geometry;
  private final ByteBuffer identity;

  /**
   * @param identity the 16 bytes of the file system's UUID
   */
  InodeTable(Volume volume, ByteBuffer identity) {
    this.volume = volume;
    this.geometry = volume.geometry();
    this.identity = identity;
  }

  /**
   * The inode that a directory entry or an attribute refers to.
   *
   * @throws org.nodecustomize.diag.ImageException if there is none, or it cannot be in use
   */
  Inode inode(long number) {
    if (number != ROOT && (number < geometry.firstInode() || number > geometry.inodes())) {
      throw volume.damage().of("there is no inode " + number);
    }
    long group = (number - 1) / geometry.inodesPerGroup();
    long index = (number - 1) % geometry.inodesPerGroup();
    long offset = table(group) * geometry.blockSize() + index * geometry.inodeSize();
    ByteBuffer raw = volume.metadata(offset, geometry.inodeSize());
    Inode inode = new Inode(number, raw, geometry.incompatible(Features.INCOMPAT_LARGEDIR));
    check(inode);
    return inode;
  }

  private void check(Inode inode) {
    if (geometry.metadataChecksums()) {
      checkSum(inode);
    }
    int kind = inode.mode() >>> 12;
    boolean known = kind == 1 || (kind % 2 == 0 && kind >= 2 && kind != 14);
    if (!known) {
      throw volume.damage().of(inode, "impossible mode 0" + Integer.toOctalString(inode.mode()));
    }
    if (inode.links() == 0) {
      throw volume.damage().of(inode, "it was deleted but has a name");
    }
    if (inode.size() < 0) {
      throw volume.damage().of(inode, "impossible size");
    }
    int extra = inode.extraSize();
    if (extra % 4 != 0 || Inode.CLASSIC + extra > geometry.inodeSize()) {
      throw volume.damage().of(inode, "impossible size of its extra fields (" + extra + ")");
    }
    if (inode.has(Inode.ENCRYPTED)) {
      throw volume.damage().of(inode, "it is encrypted, which the superblock does not tell");
    }
  }

  /** The checksum of an inode's number and generation, which the checksums of what it owns begin with. */
  int seed(Inode inode) {
    int seed = Crc.crc32c(geometry.checksumSeed(), (int) inode.number());
    return Crc.crc32c(seed, inode.generation());
  }

  private void checkSum(Inode inode) {
    ByteBuffer raw = inode.raw();
    int crc = Crc.crc32c(seed(inode), raw, 0, CHECKSUM_LOW);
    crc = Crc.crc32cZeroes(crc, 2);
    crc = Crc.crc32c(crc, raw, CHECKSUM_LOW + 2, Inode.CLASSIC);
    int stored = Short.toUnsignedInt(raw.getShort(CHECKSUM_LOW));
    int mask = 0xffff;
    if (raw.capacity() > Inode.CLASSIC) {
      crc = Crc.crc32c(crc, raw, Inode.CLASSIC, CHECKSUM_HIGH);
      int rest = CHECKSUM_HIGH;
      if (Inode.CLASSIC + inode.extraSize() >= CHECKSUM_HIGH + 2) {
        crc = Crc.crc32cZeroes(crc, 2);
        stored |= Short.toUnsignedInt(raw.getShort(CHECKSUM_HIGH)) << 16;
        mask = -1;
        rest += 2;
      }
      crc = Crc.crc32c(crc, raw, rest, raw.capacity());
    }
    if ((crc & mask) != stored) {
      throw volume.damage().of(inode, "it does not match its checksum");
    }
  }

  /** The first block of a group's inode table; fields after group_descr.rst. */
  private long table(long group) {
    long offset = geometry.descriptorOffset(group);
    long end = geometry.blocks() * geometry.blockSize();
    if (offset > end - geometry.descriptorSize()) {
      throw volume.damage().of("group " + group + " has its descriptor beyond the end");
    }
    ByteBuffer descriptor = volume.metadata(offset, geometry.descriptorSize());
    checkDescriptor(group, descriptor);
    long table = Integer.toUnsignedLong(descriptor.getInt(0x08));
    if (geometry.descriptorSize() >= 64) {
      table |= Integer.toUnsignedLong(descriptor.getInt(0x28)) << 32;
    }
    long bytes = geometry.inodesPerGroup() * geometry.inodeSize();
    long length = (bytes + geometry.blockSize() - 1) / geometry.blockSize();
    if (table <= geometry.firstDataBlock() || table > geometry.blocks() - length) {
      throw volume.damage().of("group " + group + " has its inodes at no block (" + table + ")");
    }
    return table;
  }

  private void checkDescriptor(long group, ByteBuffer descriptor) {
    int stored = Short.toUnsignedInt(descriptor.getShort(DESCRIPTOR_CHECKSUM));
    int behind = DESCRIPTOR_CHECKSUM + 2;
    int crc;
    if (geometry.metadataChecksums()) {
      crc = Crc.crc32c(geometry.checksumSeed(), (int) group);
      crc = Crc.crc32c(crc, descriptor, 0, DESCRIPTOR_CHECKSUM);
      crc = Crc.crc32cZeroes(crc, 2);
      crc = Crc.crc32c(crc, descriptor, behind, descriptor.capacity());
    } else if (geometry.readOnly(Features.RO_GDT_CSUM)) {
      crc = Crc.crc16(Crc.START, identity, 0, identity.capacity());
      crc = Crc.crc16(crc, (int) group);
      crc = Crc.crc16(crc, descriptor, 0, DESCRIPTOR_CHECKSUM);
      crc = Crc.crc16(crc, descriptor, behind, descriptor.capacity());
    } else {
      return;
    }
    if ((crc & 0xffff) != stored) {
      throw volume.damage().of("the descriptor of group " + group + " does not match its checksum");
    }
  }
}
