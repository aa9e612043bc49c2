package org.nodecustomize.ext4;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.TreeNames;

/**
 * Extended attributes: in the inode behind its fields, in one block besides, and their large values
 * in inodes of their own; after the kernel's Documentation/filesystems/ext4/attributes.rst and
 * eainode.rst. Those are told that {@code listxattr} lists for root.
 */
final class Attributes {
  private static final int MAGIC = 0xEA020000;
  private static final int BLOCK_HEADER = 32;
  private static final int BLOCK_CHECKSUM = 0x10;
  private static final int ENTRY = 16;

  /** As {@code XATTR_SIZE_MAX} of linux/limits.h. */
  private static final int MOST_VALUE = 65536;

  /** Bytes of all values of one inode; nothing real comes near. */
  private static final int MOST_ALL = 1 << 20;

  private static final int SYSTEM = 7;
  private static final String INLINE_DATA = "data";

  /** Few labels serve many files; so many different small values are kept once. */
  private static final int MOST_SHARED = 4096;

  private static final int MOST_SHARED_SIZE = 256;

  private final Volume volume;
  private final InodeTable inodes;
  private final Map<Bytes, Bytes> shared = new HashMap<>();

  /** Where entries are, and where their values are counted from. */
  private record Area(ByteBuffer bytes, int entries, int values) {}

  /** Is told attributes. */
  @FunctionalInterface
  private interface Receiver {
    void accept(int prefix, String name, byte[] value);
  }

  Attributes(Volume volume, InodeTable inodes) {
    this.volume = volume;
    this.inodes = inodes;
  }

  /** All attributes by their full name. */
  Map<String, Bytes> of(Inode inode) {
    Map<String, Bytes> found = new LinkedHashMap<>();
    Receiver receiver =
        (prefix, name, value) ->
            fullName(prefix, name)
                .ifPresent(full -> found.putIfAbsent(full, told(inode, prefix, value)));
    inInode(inode).ifPresent(area -> read(inode, area, receiver));
    inBlock(inode).ifPresent(area -> read(inode, area, receiver));
    return found;
  }

  /** What of a file's content is behind the inode's fields, see inlinedata.rst. */
  byte[] inlineData(Inode inode) {
    Map<String, byte[]> found = new HashMap<>();
    inInode(inode)
        .ifPresent(
            area ->
                read(
                    inode,
                    area,
                    (prefix, name, value) -> {
                      if (prefix == SYSTEM && name.equals(INLINE_DATA)) {
                        found.putIfAbsent(name, value);
                      }
                    }));
    byte[] value = found.get(INLINE_DATA);
    if (value == null) {
      throw volume.damage().of(inode, "its content in the inode has no end");
    }
    return value;
  }

  /** As "Attribute Name Indices" has them; the rest is not listed by the kernel. */
  private static Optional<String> fullName(int prefix, String name) {
    return switch (prefix) {
      case 1 -> Optional.of("user." + name);
      case 2 -> Optional.of("system.posix_acl_access");
      case 3 -> Optional.of("system.posix_acl_default");
      case 4 -> Optional.of("trusted." + name);
      case 6 -> Optional.of("security." + name);
      default -> Optional.empty();
    };
  }

  private Bytes told(Inode inode, int prefix, byte[] value) {
    Bytes bytes =
        prefix == 2 || prefix == 3
            ? PosixAcl.told(value)
                .orElseThrow(
                    () -> volume.damage().of(inode, "its access control list makes no sense"))
            : Bytes.of(value);
    return value.length > MOST_SHARED_SIZE ? bytes : shared(bytes);
  }

  private synchronized Bytes shared(Bytes bytes) {
    Bytes known = shared.get(bytes);
    if (known == null && shared.size() < MOST_SHARED) {
      shared.put(bytes, bytes);
    }
    return known == null ? bytes : known;
  }

  private Optional<Area> inInode(Inode inode) {
    ByteBuffer raw = inode.raw();
    int start = Inode.CLASSIC + inode.extraSize();
    boolean there =
        inode.extraSize() > 0 && start + 8 <= raw.capacity() && raw.getInt(start) == MAGIC;
    return there ? Optional.of(new Area(raw, start + 4, start + 4)) : Optional.empty();
  }

  private Optional<Area> inBlock(Inode inode) {
    long number = inode.attributeBlock(volume.geometry().incompatible(Features.INCOMPAT_64BIT));
    if (number == 0) {
      return Optional.empty();
    }
    ByteBuffer block = volume.block(number, inode);
    if (block.getInt(0) != MAGIC || block.getInt(8) != 1) {
      throw volume.damage().of(inode, "its block of attributes is none");
    }
    if (volume.geometry().metadataChecksums()) {
      int crc = Crc.crc32c(volume.geometry().checksumSeed(), (int) number);
      crc = Crc.crc32c(crc, (int) (number >>> 32));
      crc = Crc.crc32c(crc, block, 0, BLOCK_CHECKSUM);
      crc = Crc.crc32cZeroes(crc, 4);
      crc = Crc.crc32c(crc, block, BLOCK_CHECKSUM + 4, block.capacity());
      if (crc != block.getInt(BLOCK_CHECKSUM)) {
        throw volume.damage().of(inode, "its block of attributes does not match its checksum");
      }
    }
    return Optional.of(new Area(block, BLOCK_HEADER, 0));
  }

  private void read(Inode inode, Area area, Receiver receiver) {
    ByteBuffer bytes = area.bytes();
    int end = bytes.capacity();
    int total = 0;
    int at = area.entries();
    while (at <= end - 4 && bytes.getInt(at) != 0) {
      int length = bytes.get(at) & 0xff;
      if (at > end - ENTRY - length) {
        throw volume.damage().of(inode, "an attribute's name goes beyond the end");
      }
      byte[] name = new byte[length];
      bytes.get(at + ENTRY, name);
      byte[] value = value(inode, area, at);
      total += value.length;
      if (total > MOST_ALL) {
        throw volume.damage().of(inode, "its attributes have more than " + MOST_ALL + " bytes");
      }
      receiver.accept(bytes.get(at + 1) & 0xff, TreeNames.decode(name), value);
      at += ENTRY + length + 3 & ~3;
    }
  }

  private byte[] value(Inode inode, Area area, int at) {
    ByteBuffer bytes = area.bytes();
    long size = Integer.toUnsignedLong(bytes.getInt(at + 8));
    if (size > MOST_VALUE) {
      throw volume.damage().of(inode, "an attribute of " + size + " bytes");
    }
    long number = Integer.toUnsignedLong(bytes.getInt(at + 4));
    if (number != 0) {
      return valueOf(inode, number, (int) size);
    }
    int offset = area.values() + Short.toUnsignedInt(bytes.getShort(at + 2));
    if (size > 0 && offset > bytes.capacity() - size) {
      throw volume.damage().of(inode, "an attribute's value goes beyond the end");
    }
    byte[] value = new byte[(int) size];
    if (size > 0) {
      bytes.get(offset, value);
    }
    return value;
  }

  /** A value that has an inode for itself. */
  private byte[] valueOf(Inode inode, long number, int size) {
    if (!volume.geometry().incompatible(Features.INCOMPAT_EA_INODE)) {
      throw volume.damage().of(inode, "an attribute's value in an inode of its own");
    }
    Inode holder = inodes.inode(number);
    if (!holder.has(Inode.VALUE) || !holder.isRegular() || holder.size() != size) {
      throw volume.damage().of(inode, "inode " + number + " is not an attribute's value");
    }
    try (InputStream in =
        new MappedContent(BlockMap.of(holder, volume, inodes), volume, holder.size())) {
      return in.readNBytes(size);
    } catch (IOException e) {
      throw new UncheckedIOException("a disk has no such exception", e);
    }
  }
}
