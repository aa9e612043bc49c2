package org.nodecustomize.squashfs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Gives files their places and writes inodes and listings, none compressed. Not thread-safe. */
final class PlainTree {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_RUN = 256;
  private static final long LARGEST_U32 = 0xffffffffL;

  /** What the size field of a small directory inode holds. */
  private static final int LARGEST_SMALL_LISTING = 0xffff;

  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private final int blockSize;
  private final Map<String, Long> starts = new LinkedHashMap<>();
  private final MetadataWriter inodes = writer();
  private final MetadataWriter listings = writer();
  private long position;
  private int written;

  /**
   * @param blockSize of data, in bytes
   * @param position where the first file may begin
   */
  PlainTree(int blockSize, long position) {
    this.blockSize = blockSize;
    this.position = position;
  }

  /** What a listing says of an inode. */
  private record Entry(String name, long reference, int number, EntryType type) {}

  static MetadataWriter writer() {
    CompressorOptions unused =
        CompressorOptions.defaults(Compressor.GZIP, MetadataBlocks.DECODED_SIZE);
    return new MetadataWriter(BlockCodec.forMetadata(unused), true);
  }

  /**
   * Writes the whole tree, of each directory its files before itself.
   *
   * @return the root's reference
   */
  long write(SortedMap<String, ? extends SortedMap<String, Long>> directories) {
    int all = 1 + directories.values().stream().mapToInt(files -> 1 + files.size()).sum();
    List<Entry> root = new ArrayList<>();
    directories.forEach(
        (name, files) -> {
          List<Entry> entries = new ArrayList<>();
          files.forEach((file, size) -> entries.add(file(name, file, size)));
          root.add(directory(checked(name), entries, all, 0));
        });
    return directory("", root, all + 1, root.size()).reference();
  }

  private static String checked(String name) {
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.equals(".")
        || name.equals("..")
        || name.chars().anyMatch(c -> c == 0 || c == '/' || c > 0xff)) {
      throw new IllegalArgumentException("not a name: '" + name + "'");
    }
    return name;
  }

  private Entry file(String directory, String name, long size) {
    long start = position;
    starts.put(directory + "/" + checked(name), start);
    position += (size + blockSize - 1) / blockSize * blockSize;
    boolean large = start > LARGEST_U32 || size > LARGEST_U32;
    Entry entry = inode(name, EntryType.FILE, large, FILE_MODE);
    if (large) {
      inodes.u64(start);
      inodes.u64(size);
      inodes.u64(0);
      inodes.u32(1);
      inodes.u32(Inode.RegularFile.NO_FRAGMENT);
      inodes.u32(0);
      inodes.u32(-1);
    } else {
      inodes.u32(start);
      inodes.u32(Inode.RegularFile.NO_FRAGMENT);
      inodes.u32(0);
      inodes.u32(size);
    }
    for (long left = size; left > 0; left -= blockSize) {
      inodes.u32(DataBlocks.RAW | Math.min(left, blockSize));
    }
    return entry;
  }

  private Entry directory(String name, List<Entry> entries, int parent, int directories) {
    long start = listings.reference();
    long size = list(entries) + DirectoryTable.EMPTY_SIZE;
    boolean large = size > LARGEST_SMALL_LISTING;
    Entry entry = inode(name, EntryType.DIRECTORY, large, DIRECTORY_MODE);
    if (large) {
      inodes.u32(2 + directories);
      inodes.u32(size);
      inodes.u32(start >>> 16);
      inodes.u32(parent);
      // No index: readers then look through the listing from its front.
      inodes.u16(0);
      inodes.u16((int) start & 0xffff);
      inodes.u32(-1);
    } else {
      inodes.u32(start >>> 16);
      inodes.u32(2 + directories);
      inodes.u16((int) size);
      inodes.u16((int) start & 0xffff);
      inodes.u32(parent);
    }
    return entry;
  }

  private Entry inode(String name, EntryType type, boolean large, int mode) {
    long reference = inodes.reference();
    written++;
    inodes.u16(type.basicNumber() + (large ? 7 : 0));
    inodes.u16(mode);
    inodes.u16(0);
    inodes.u16(0);
    inodes.u32(0);
    inodes.u32(written);
    return new Entry(name, reference, written, type);
  }

  /** Returns the bytes of the listing. */
  private long list(List<Entry> entries) {
    long bytes = 0;
    int first = 0;
    while (first < entries.size()) {
      int end = endOfRun(entries, first);
      Entry head = entries.get(first);
      listings.u32(end - first - 1);
      listings.u32(head.reference() >>> 16);
      listings.u32(head.number());
      bytes += 12;
      for (Entry entry : entries.subList(first, end)) {
        listings.u16((int) entry.reference() & 0xffff);
        listings.u16(entry.number() - head.number());
        listings.u16(entry.type().basicNumber());
        listings.u16(entry.name().length() - 1);
        listings.latin1(entry.name());
        bytes += 8 + entry.name().length();
      }
      first = end;
    }
    return bytes;
  }

  /** Entries of a run have their inodes in one block, and numbers that differ by 15 bits. */
  private static int endOfRun(List<Entry> entries, int first) {
    Entry head = entries.get(first);
    int end = first + 1;
    while (end < entries.size()
        && end - first < LONGEST_RUN
        && entries.get(end).reference() >>> 16 == head.reference() >>> 16
        && entries.get(end).number() - head.number() <= Short.MAX_VALUE) {
      end++;
    }
    return end;
  }

  /** Where each file begins, by {@code directory/name}. */
  Map<String, Long> starts() {
    return starts;
  }

  /** The first position behind all files. */
  long end() {
    return position;
  }

  int inodeCount() {
    return written;
  }

  byte[] inodeTable() {
    return inodes.finish();
  }

  byte[] directoryTable() {
    return listings.finish();
  }
}
