package org.nodecustomize.squashfs;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the data of an image lies, and what moves when one file's blocks change in length.
 *
 * @param start of the data area, behind superblock and options
 * @param end of it, where the inode table begins
 * @param targetStart of the blocks of the file that changes
 * @param targetEnd of these
 * @param inPlace whether the new blocks take the old ones' place; else nothing moves, and they come
 *     behind all data
 * @param outside what is not where {@code mksquashfs} puts it, so that no delta can be written;
 *     empty where all is
 */
record DataLayout(
    long start,
    long end,
    long targetStart,
    long targetEnd,
    boolean inPlace,
    Optional<String> outside) {

  /**
   * Looks where every file and fragment is.
   *
   * @param entries the whole tree
   * @param target the file that changes
   */
  static DataLayout of(SquashfsImage image, List<SquashfsEntry> entries, SquashfsEntry target) {
    Superblock superblock = image.superblock();
    SquashfsFile file = image.file(target);
    long start = Superblock.SIZE;
    if (superblock.has(Superblock.HAS_OPTIONS)) {
      start += 2 + image.storedCompressorOptions().length;
    }
    Range own = new Range(file.position(0), file.position(file.wordCount()));
    Range data = new Range(start, superblock.inodeTable());
    // A file without stored blocks has no place that others could not have.
    boolean shared = own.isEmpty();
    boolean inside = own.isInside(data);
    Set<Long> seen = new HashSet<>(Set.of(target.inodeReference()));
    Budget blocks = Budget.ofBlocks(image.refusal());
    for (SquashfsEntry entry : entries) {
      if (entry.isFile() && seen.add(entry.inodeReference())) {
        Range other = stored(image, entry, blocks);
        inside &= other.isInside(data);
        shared |= other.overlaps(own);
      }
    }
    for (long i = 0; i < superblock.fragments(); i++) {
      DataBlocks.Fragment fragment = DataBlocks.Fragment.read(image.fragments(), i);
      long length = fragment.word() & DataBlocks.SIZE_MASK;
      Range other = new Range(fragment.start(), fragment.start() + length);
      inside &= other.isInside(data);
      shared |= other.overlaps(own);
    }
    Optional<String> outside =
        inside
            ? Optional.empty()
            : Optional.of(
                "its data is not all in front of its inode table, expected as mksquashfs has it");
    return new DataLayout(start, superblock.inodeTable(), own.start, own.end, !shared, outside);
  }

  /** Where the data at a position of the old image is in the new one. */
  long moved(long position, long newTargetLength) {
    if (!inPlace || position < targetEnd) {
      return position;
    }
    return position - targetEnd + targetStart + newTargetLength;
  }

  private static Range stored(SquashfsImage image, SquashfsEntry entry, Budget blocks) {
    Inode inode = image.inodes().read(entry.inodeReference());
    if (!(inode.body() instanceof Inode.RegularFile file)) {
      throw new IllegalStateException(entry.path() + " is no file");
    }
    long count = file.wordCount(image.superblock().blockSize());
    blocks.spend(count);
    long end = file.start();
    MetadataCursor in = image.inodes().cursorBehind(file, count);
    for (long i = 0; i < count; i++) {
      int word = in.s32();
      image.data().checkWord(word, end, "block " + i + " of '" + entry.path() + "'");
      end += word & DataBlocks.SIZE_MASK;
    }
    return new Range(file.start(), end);
  }

  private record Range(long start, long end) {
    boolean isEmpty() {
      return start == end;
    }

    boolean isInside(Range data) {
      return isEmpty() || (start >= data.start && end <= data.end);
    }

    boolean overlaps(Range other) {
      return !isEmpty() && !other.isEmpty() && start < other.end && other.start < end;
    }
  }
}
