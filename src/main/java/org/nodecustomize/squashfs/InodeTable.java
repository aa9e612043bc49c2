package org.nodecustomize.squashfs;

import java.util.OptionalInt;

/** Reads inodes by their references. Thread-safe. */
final class InodeTable {
  /** The longest target of a link that Linux follows. */
  private static final int LONGEST_TARGET = 4096;

  private static final int NO_XATTR = -1;
  private static final String NAME = "inode table";

  private final MetadataBlocks blocks;
  private final Superblock superblock;

  InodeTable(MetadataBlocks blocks, Superblock superblock) {
    this.blocks = blocks;
    this.superblock = superblock;
  }

  /** A cursor at a reference, for what follows an inode. */
  MetadataCursor cursor(long reference) {
    return new MetadataCursor(
        blocks,
        superblock.inodeTable(),
        superblock.directoryTable(),
        reference >>> 16,
        (int) (reference & 0xffff),
        NAME);
  }

  /** A cursor at the block words of a file; where there are none, at any place. */
  MetadataCursor cursorBehind(Inode.RegularFile file, long wordCount) {
    return cursor(wordCount == 0 ? 0 : file.words());
  }

  Inode read(long reference) {
    MetadataCursor in = cursor(reference);
    int type = in.u16();
    if (type < 1 || type > 14) {
      throw blocks.refusal().bad("inode type: expected 1 to 14 but was " + type);
    }
    int mode = in.u16() & 07777;
    int uid = checkId(in.u16());
    int gid = checkId(in.u16());
    long mtime = in.u32();
    long number = in.u32();
    if (number < 1 || number > superblock.inodes()) {
      throw blocks
          .refusal()
          .bad("inode number: expected 1 to " + superblock.inodes() + " but was " + number);
    }
    Rest rest = rest(type, in);
    return new Inode(type, mode, uid, gid, mtime, number, rest.nlink, rest.xattr, rest.body);
  }

  private record Rest(long nlink, OptionalInt xattr, Inode.Body body) {}

  private Rest rest(int type, MetadataCursor in) {
    boolean large = type > 7;
    return switch (EntryType.ofInodeType(type)) {
      case DIRECTORY -> large ? largeDirectory(in) : directory(in);
      case FILE -> large ? largeFile(in) : file(in);
      case SYMLINK -> symlink(large, in);
      case BLOCK_DEVICE, CHARACTER_DEVICE -> {
        long nlink = in.u32();
        Inode.Body device = new Inode.Device(in.u32());
        yield new Rest(nlink, xattr(large, in), device);
      }
      case PIPE, SOCKET -> new Rest(in.u32(), xattr(large, in), new Inode.Ipc());
    };
  }

  private Rest symlink(boolean large, MetadataCursor in) {
    long nlink = in.u32();
    long length = in.u32();
    if (length < 1 || length > LONGEST_TARGET) {
      throw blocks.refusal().bad("target of a link: expected 1 to 4096 bytes but was " + length);
    }
    Inode.Body target = new Inode.Symlink(in.latin1((int) length));
    return new Rest(nlink, xattr(large, in), target);
  }

  private static Rest directory(MetadataCursor in) {
    long block = in.u32();
    long nlink = in.u32();
    int size = in.u16();
    int offset = in.u16();
    return new Rest(nlink, OptionalInt.empty(), new Inode.Directory(block, offset, size, in.u32()));
  }

  private static Rest largeDirectory(MetadataCursor in) {
    long nlink = in.u32();
    long size = in.u32();
    long block = in.u32();
    long parent = in.u32();
    in.u16();
    int offset = in.u16();
    return new Rest(nlink, xattr(true, in), new Inode.Directory(block, offset, size, parent));
  }

  private Rest file(MetadataCursor in) {
    long start = in.u32();
    long fragment = in.u32();
    long offset = in.u32();
    long size = in.u32();
    return new Rest(
        1,
        OptionalInt.empty(),
        checked(new Inode.RegularFile(start, size, 0, fragment, offset, in.reference())));
  }

  private Rest largeFile(MetadataCursor in) {
    long start = in.s64();
    long size = in.s64();
    long sparse = in.s64();
    long nlink = in.u32();
    long fragment = in.u32();
    long offset = in.u32();
    OptionalInt xattr = xattr(true, in);
    return new Rest(
        nlink,
        xattr,
        checked(new Inode.RegularFile(start, size, sparse, fragment, offset, in.reference())));
  }

  private Inode.RegularFile checked(Inode.RegularFile file) {
    if (file.size() < 0) {
      throw blocks
          .refusal()
          .bad("size of a file: " + Long.toUnsignedString(file.size()) + " bytes is too large");
    }
    if (file.hasFragment() && file.fragment() >= superblock.fragments()) {
      throw blocks
          .refusal()
          .bad(
              "fragment: expected a number below "
                  + superblock.fragments()
                  + " but was "
                  + file.fragment());
    }
    return file;
  }

  private int checkId(int index) {
    if (index >= superblock.ids()) {
      throw blocks
          .refusal()
          .bad("owner: expected an id number below " + superblock.ids() + " but was " + index);
    }
    return index;
  }

  private static OptionalInt xattr(boolean stored, MetadataCursor in) {
    if (!stored) {
      return OptionalInt.empty();
    }
    int index = in.s32();
    return index == NO_XATTR ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
