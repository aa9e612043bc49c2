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
    Inode inode = of(number, raw(number));
    check(inode);
    return inode;
  }

  /** An inode that is made of these bytes, whatever they are. */
  Inode of(long number, ByteBuffer raw) {
    return new Inode(number, raw, geometry.incompatible(Features.INCOMPAT_LARGEDIR));
  }

  /**
   * The bytes of any inode's record, as they are; has an array that must not be changed.
   *
   * @param number from 1 to the number of inodes
   */
  ByteBuffer raw(long number) {
    long group = (number - 1) / geometry.inodesPerGroup();
    long index = (number - 1) % geometry.inodesPerGroup();
    long offset = table(group) * geometry.blockSize() + index * geometry.inodeSize();
    return volume.metadata(offset, geometry.inodeSize());
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
    if (!matchesSum(inode)) {
      throw volume.damage().of(inode, "it does not match its checksum");
    }
  }

  /** Whether an inode has the checksum that its bytes have. */
  boolean matchesSum(Inode inode) {
    ByteBuffer raw = inode.raw();
    int crc = sum(inode);
    boolean low = raw.getShort(CHECKSUM_LOW) == (short) crc;
    return low && (!hasHighSum(inode) || raw.getShort(CHECKSUM_HIGH) == (short) (crc >>> 16));
  }

  /** Gives an inode the checksum that its bytes have; needs an array of its own. */
  void putSum(Inode inode) {
    int crc = sum(inode);
    inode.raw().putShort(CHECKSUM_LOW, (short) crc);
    if (hasHighSum(inode)) {
      inode.raw().putShort(CHECKSUM_HIGH, (short) (crc >>> 16));
    }
  }

  private static boolean hasHighSum(Inode inode) {
    return inode.raw().capacity() > Inode.CLASSIC
        && Inode.CLASSIC + inode.extraSize() >= CHECKSUM_HIGH + 2;
  }

  private int sum(Inode inode) {
    ByteBuffer raw = inode.raw();
    int crc = Crc.crc32c(seed(inode), raw, 0, CHECKSUM_LOW);
    crc = Crc.crc32cZeroes(crc, 2);
    crc = Crc.crc32c(crc, raw, CHECKSUM_LOW + 2, Inode.CLASSIC);
    if (raw.capacity() > Inode.CLASSIC) {
      crc = Crc.crc32c(crc, raw, Inode.CLASSIC, CHECKSUM_HIGH);
      int rest = CHECKSUM_HIGH;
      if (hasHighSum(inode)) {
        crc = Crc.crc32cZeroes(crc, 2);
        rest += 2;
      }
      crc = Crc.crc32c(crc, raw, rest, raw.capacity());
    }
    return crc;
  }

  /** The first block of a group's inode table; fields after group_descr.rst. */
  long table(long group) {
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
