package org.nodecustomize.squashfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * Writes the data area of a delta: runs of clean blocks as they are, dirty ones made anew by
 * several threads a bounded number of blocks ahead. Not thread-safe.
 */
final class DeltaData {
  /** Blocks under way for each thread: enough to keep all busy, few enough for the memory. */
  private static final int AHEAD_PER_THREAD = 4;

  private final SquashfsImage base;
  private final SquashfsFile file;
  private final ChangedContent changes;
  private final BlockRecoder recoder;
  private final Optional<PreparedBlocks> prepared;
  private final ExecutorService pool;
  private final int ahead;
  private final int[] words;
  private final BitSet dirty;
  private final List<Check> checks = new ArrayList<>();
  private final Deque<CompletableFuture<BlockRecoder.Recoded>> underWay = new ArrayDeque<>();
  private int nextToSubmit;
  private int same;
  private int zero;
  private int recompressed;
  private long recompressedBytes;

  DeltaData(
      SquashfsImage base,
      SquashfsFile file,
      ChangedContent changes,
      DeltaOptions options,
      Optional<PreparedBlocks> prepared,
      ExecutorService pool) {
    this.base = base;
    this.file = file;
    this.changes = changes;
    this.recoder = new BlockRecoder(base, file, changes, options.effort());
    this.prepared = prepared;
    this.pool = pool;
    this.ahead = options.threads() * AHEAD_PER_THREAD;
    long count = (changes.size() + file.blockSize() - 1) / file.blockSize();
    if (changes.size() < file.size() || count > SquashfsFile.MOST_BLOCKS) {
      throw new IllegalArgumentException(
          "content of " + changes.size() + " bytes for a file of " + file.size());
    }
    this.words = new int[(int) count];
    this.dirty = dirtyBlocks();
  }

  /**
   * What a block must decode to in the new image.
   *
   * @param checksum CRC-32C of its content
   */
  record Check(int block, long checksum) {}

  private BitSet dirtyBlocks() {
    BitSet blocks = changes.dirtyBlocks(file.blockSize());
    blocks.clear(words.length, Math.max(words.length, blocks.length()));
    // A tail in a fragment gets a block of its own, and a last block that became longer is new.
    for (int block = Math.max(0, file.blockCount() - 1); block < file.blockCount(); block++) {
      if (block >= file.wordCount() || file.blockLength(block) != newLength(block)) {
        blocks.set(block);
      }
    }
    return blocks;
  }

  private int newLength(int block) {
    return (int) Math.min(file.blockSize(), changes.size() - (long) block * file.blockSize());
  }

  /** Bytes of work that {@link #write} will count. */
  long work(DataLayout layout) {
    long sum = layout.end() - layout.start();
    sum -= layout.inPlace() ? layout.targetEnd() - layout.targetStart() : 0;
    for (int block = 0; block < words.length; block++) {
      sum += dirty.get(block) ? file.blockSize() : file.storedLength(block);
    }
    return sum;
  }

  /**
   * Writes everything between the options and the inode table.
   *
   * @return where the file's first block is
   */
  long write(ImageOutput out, DataLayout layout) {
    if (!layout.inPlace()) {
      out.copy(base.bytes(), layout.start(), layout.end());
      long start = out.position();
      writeBlocks(out);
      return start;
    }
    out.copy(base.bytes(), layout.start(), layout.targetStart());
    long start = out.position();
    writeBlocks(out);
    out.copy(base.bytes(), layout.targetEnd(), layout.end());
    return start;
  }

  private void writeBlocks(ImageOutput out) {
    int block = 0;
    while (block < words.length) {
      if (dirty.get(block)) {
        writeDirty(block, out);
        block++;
      } else {
        block = writeClean(block, out);
      }
    }
  }

  private int writeClean(int first, ImageOutput out) {
    int nextDirty = dirty.nextSetBit(first);
    int end = nextDirty < 0 ? words.length : nextDirty;
    // Behind the old end, what is not dirty is zero: no word, no bytes.
    int endOfOld = Math.min(end, file.wordCount());
    if (first < endOfOld) {
      for (int block = first; block < endOfOld; block++) {
        words[block] = file.word(block);
      }
      out.copy(base.bytes(), file.position(first), file.position(endOfOld));
    }
    return end;
  }

  private void writeDirty(int block, ImageOutput out) {
    submit();
    BlockRecoder.Recoded recoded = Workers.result(underWay.removeFirst());
    submit();
    words[block] = recoded.word();
    int length = recoded.word() & DataBlocks.SIZE_MASK;
    out.write(recoded.stored(), length);
    out.counter().add(file.blockSize());
    switch (recoded.outcome()) {
      case SAME -> same++;
      case ZERO -> zero++;
      case RECOMPRESSED -> {
        recompressed++;
        recompressedBytes += length;
      }
    }
    if (recoded.outcome() != BlockRecoder.Outcome.SAME) {
      checks.add(new Check(block, recoded.checksum()));
    }
  }

  private void submit() {
    while (underWay.size() < ahead) {
      int block = dirty.nextSetBit(nextToSubmit);
      if (block < 0) {
        return;
      }
      int length = newLength(block);
      underWay.addLast(
          CompletableFuture.supplyAsync(() -> recoder.recode(block, length, prepared), pool));
      nextToSubmit = block + 1;
    }
  }

  int wordCount() {
    return words.length;
  }

  int word(int block) {
    return words[block];
  }

  boolean isDirty(int block) {
    return dirty.get(block);
  }

  /** Bytes of content now. */
  long size() {
    return changes.size();
  }

  /** Whether any byte of the content is not as it was. */
  boolean changed() {
    return !checks.isEmpty() || changes.size() != file.size();
  }

  /** Bytes that all blocks take in the image. */
  long storedBytes() {
    long sum = 0;
    for (int word : words) {
      sum += word & DataBlocks.SIZE_MASK;
    }
    return sum;
  }

  /** Bytes of content in blocks that are not stored. */
  long sparseBytes() {
    long sum = 0;
    for (int block = 0; block < words.length; block++) {
      sum += words[block] == 0 ? newLength(block) : 0;
    }
    return sum;
  }

  /** What the blocks that changed must decode to. */
  List<Check> checks() {
    return List.copyOf(checks);
  }

  DeltaResult result(long imageBytes, boolean inPlace) {
    return new DeltaResult(
        imageBytes,
        words.length,
        dirty.cardinality(),
        recompressed,
        zero,
        same,
        recompressedBytes,
        inPlace);
  }
}
