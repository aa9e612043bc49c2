package org.nodecustomize.squashfs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes inodes and directory listings anew, in the order that {@code mksquashfs} has: of each
 * directory the inodes of its files, then its sub-directories, then its listing, then its own inode.
 * Inode numbers stay as they are. Not thread-safe.
 */
final class TreeWriter {
  private static final int LONGEST_RUN = 256;
  private static final long LARGEST_U32 = 0xffffffffL;

  /** What the size field of a small directory inode holds. */
  private static final int LARGEST_SMALL_LISTING = 0xffff;

  private final SquashfsImage base;
  private final DataLayout layout;
  private final long targetReference;
  private final DeltaData target;
  private final long targetStart;
  private final OptionalLong targetTime;
  private final MetadataWriter inodes;
  private final MetadataWriter listings;

  /** New references of inodes, by number. */
  private final Map<Long, Long> references = new HashMap<>();

  /**
   * @param targetReference of the changed file's inode in the base
   * @param targetStart where its blocks are now
   * @param targetTime its new modification time, empty to keep it
   */
  TreeWriter(
      SquashfsImage base,
      DataLayout layout,
      long targetReference,
      DeltaData target,
      long targetStart,
      OptionalLong targetTime) {
    this.base = base;
    this.layout = layout;
    this.targetReference = targetReference;
    this.target = target;
    this.targetStart = targetStart;
    this.targetTime = targetTime;
    BlockCodec codec = BlockCodec.forMetadata(base.compressorOptions());
    boolean raw = base.superblock().has(Superblock.INODES_RAW);
    this.inodes = new MetadataWriter(codec, raw);
    this.listings = new MetadataWriter(codec, raw);
  }

  /** A directory whose children are being written. */
  private static final class Frame {
    private final Inode inode;
    private final List<DirectoryTable.Entry> entries;
    private final long[] references;
    private final long[] numbers;
    private int next;

    Frame(Inode inode, List<DirectoryTable.Entry> entries) {
      this.inode = inode;
      this.entries = entries;
      this.references = new long[entries.size()];
      this.numbers = new long[entries.size()];
    }
  }

  /** Writes the tree, which was walked before, and returns the root's reference. */
  long write() {
    Deque<Frame> open = new ArrayDeque<>();
    open.push(enter(base.inodes().read(base.superblock().rootInode())));
    while (true) {
      Frame frame = open.getFirst();
      int child = frame.next;
      if (child == frame.entries.size()) {
        long reference = leave(frame);
        open.pop();
        if (open.isEmpty()) {
          return reference;
        }
        Frame above = open.getFirst();
        above.references[above.next] = reference;
        above.next++;
      } else if (frame.entries.get(child).type() == EntryType.DIRECTORY.basicNumber()) {
        Inode inode = base.inodes().read(frame.entries.get(child).inode());
        frame.numbers[child] = inode.number();
        open.push(enter(inode));
      } else {
        frame.next++;
      }
    }
  }

  private Frame enter(Inode inode) {
    if (!(inode.body() instanceof Inode.Directory directory)) {
      throw new IllegalStateException("the tree was walked before");
    }
    Frame frame = new Frame(inode, base.directories().list(directory, TreeWalk.MOST_NAMES));
    for (int i = 0; i < frame.entries.size(); i++) {
      DirectoryTable.Entry entry = frame.entries.get(i);
      if (entry.type() != EntryType.DIRECTORY.basicNumber()) {
        Inode child = base.inodes().read(entry.inode());
        frame.numbers[i] = child.number();
        Long known = references.get(child.number());
        frame.references[i] = known == null ? writeInode(child, entry.inode()) : known;
      }
    }
    return frame;
  }

  private long leave(Frame frame) {
    long start = listings.reference();
    long size = writeListing(frame) + DirectoryTable.EMPTY_SIZE;
    if (!(frame.inode.body() instanceof Inode.Directory directory)) {
      throw new IllegalStateException("the tree was walked before");
    }
    boolean large = frame.inode.type() > 7 || size > LARGEST_SMALL_LISTING;
    long reference = header(frame.inode, large, frame.inode.mtime());
    if (large) {
      inodes.u32(frame.inode.nlink());
      inodes.u32(size);
      inodes.u32(start >>> 16);
      inodes.u32(directory.parent());
      // No index: readers then look through the listing from its front.
      inodes.u16(0);
      inodes.u16((int) start & 0xffff);
      inodes.u32(frame.inode.xattr().orElse(-1));
    } else {
      inodes.u32(start >>> 16);
      inodes.u32(frame.inode.nlink());
      inodes.u16((int) size);
      inodes.u16((int) start & 0xffff);
      inodes.u32(directory.parent());
    }
    return reference;
  }

  private long writeListing(Frame frame) {
    long bytes = 0;
    int first = 0;
    while (first < frame.entries.size()) {
      int end = endOfRun(frame, first);
      listings.u32(end - first - 1);
      listings.u32(frame.references[first] >>> 16);
      listings.u32(frame.numbers[first]);
      bytes += 12;
      for (int i = first; i < end; i++) {
        DirectoryTable.Entry entry = frame.entries.get(i);
        listings.u16((int) frame.references[i] & 0xffff);
        listings.u16((int) (frame.numbers[i] - frame.numbers[first]));
        listings.u16(entry.type());
        listings.u16(entry.name().length() - 1);
        listings.latin1(entry.name());
        bytes += 8 + entry.name().length();
      }
      first = end;
    }
    return bytes;
  }

  private static int endOfRun(Frame frame, int first) {
    int end = first + 1;
    while (end < frame.entries.size() && end - first < LONGEST_RUN) {
      long delta = frame.numbers[end] - frame.numbers[first];
      boolean sameBlock = frame.references[end] >>> 16 == frame.references[first] >>> 16;
      if (!sameBlock || delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
        break;
      }
      end++;
    }
    return end;
  }

  /** Writes what all inodes begin with and returns the inode's reference. */
  private long header(Inode inode, boolean large, long mtime) {
    long reference = inodes.reference();
    references.put(inode.number(), reference);
    inodes.u16(inode.entryType().basicNumber() + (large ? 7 : 0));
    inodes.u16(inode.mode());
    inodes.u16(inode.uidIndex());
    inodes.u16(inode.gidIndex());
    inodes.u32(mtime);
    inodes.u32(inode.number());
    return reference;
  }

  private long writeInode(Inode inode, long oldReference) {
    if (oldReference == targetReference) {
      return writeTarget(inode);
    }
    if (inode.body() instanceof Inode.RegularFile file) {
      return writeFile(inode, file);
    }
    boolean large = inode.type() > 7;
    long reference = header(inode, large, inode.mtime());
    inodes.u32(inode.nlink());
    if (inode.body() instanceof Inode.Symlink link) {
      inodes.u32(link.target().length());
      inodes.latin1(link.target());
    } else if (inode.body() instanceof Inode.Device device) {
      inodes.u32(device.number());
    }
    if (large) {
      inodes.u32(inode.xattr().orElse(-1));
    }
    return reference;
  }

  private long writeFile(Inode inode, Inode.RegularFile file) {
    long count = file.wordCount(base.superblock().blockSize());
    Inode.RegularFile moved =
        new Inode.RegularFile(
            layout.moved(file.start(), target.storedBytes()),
            file.size(),
            file.sparse(),
            file.fragment(),
            file.fragmentOffset(),
            0);
    long reference = fileHeader(inode, moved, inode.type() > 7, inode.mtime());
    MetadataCursor words = base.inodes().cursorBehind(file, count);
    for (long i = 0; i < count; i++) {
      inodes.u32(words.s32());
    }
    return reference;
  }

  private long writeTarget(Inode inode) {
    Inode.RegularFile file =
        new Inode.RegularFile(
            targetStart, target.size(), sparse(inode), Inode.RegularFile.NO_FRAGMENT, 0, 0);
    long mtime = targetTime.orElse(inode.mtime());
    long reference = fileHeader(inode, file, inode.type() > 7, mtime);
    for (int i = 0; i < target.wordCount(); i++) {
      inodes.u32(target.word(i));
    }
    return reference;
  }

  private long sparse(Inode inode) {
    if (!target.changed() && inode.body() instanceof Inode.RegularFile file) {
      return file.sparse();
    }
    // A file that is all hole would otherwise look as if it had no content.
    return Math.max(0, Math.min(target.sparseBytes(), target.size() - 1));
  }

  private long fileHeader(Inode inode, Inode.RegularFile file, boolean wasLarge, long mtime) {
    boolean large =
        wasLarge || file.sparse() > 0 || file.start() > LARGEST_U32 || file.size() > LARGEST_U32;
    long reference = header(inode, large, mtime);
    if (large) {
      inodes.u64(file.start());
      inodes.u64(file.size());
      inodes.u64(file.sparse());
      inodes.u32(inode.nlink());
      inodes.u32(file.fragment());
      inodes.u32(file.fragmentOffset());
      inodes.u32(inode.xattr().orElse(-1));
    } else {
      inodes.u32(file.start());
      inodes.u32(file.fragment());
      inodes.u32(file.fragmentOffset());
      inodes.u32(file.size());
    }
    return reference;
  }

  /** New references of inodes, by number. */
  Map<Long, Long> references() {
    return references;
  }

  byte[] inodeTable() {
    return inodes.finish();
  }

  byte[] directoryTable() {
    return listings.finish();
  }
}
