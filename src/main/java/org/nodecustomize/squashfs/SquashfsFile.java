package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.nodecustomize.diag.ImageException;

/**
 * The content of one file in an image, at random. Reading any byte decodes one block only; the last
 * decoded block is kept.
 *
 * <p>Thread-safe. Lives as long as its image is open.
 */
public final class SquashfsFile {
  static final long MOST_BLOCKS = 1 << 22;
  private static final int WORDS_AT_ONCE = 8192;

  private final SquashfsImage image;
  private final Inode.RegularFile inode;
  private final int[] words;
  private final long[] positions;
  private volatile Kept kept = new Kept(-1, new byte[0]);

  private SquashfsFile(
      SquashfsImage image, Inode.RegularFile inode, int[] words, long[] positions) {
    this.image = image;
    this.inode = inode;
    this.words = words;
    this.positions = positions;
  }

  /** Reads the block words; allocates only as fast as they really come. */
  static SquashfsFile load(SquashfsImage image, Inode.RegularFile inode) {
    Refusal refusal = image.refusal();
    long count = inode.wordCount(image.superblock().blockSize());
    if (count > MOST_BLOCKS) {
      throw refusal.unsupported("a file of " + count + " blocks (at most " + MOST_BLOCKS + ")");
    }
    int[] words = new int[(int) Math.min(count, WORDS_AT_ONCE)];
    MetadataCursor in = image.inodes().cursorBehind(inode, count);
    for (int i = 0; i < count; i++) {
      if (i == words.length) {
        words = Arrays.copyOf(words, (int) Math.min(count, words.length * 2L));
      }
      words[i] = in.s32();
    }
    long[] positions = new long[words.length + 1];
    long position = inode.start();
    for (int i = 0; i < words.length; i++) {
      image.data().checkWord(words[i], position, "block " + i + " of a file");
      positions[i] = position;
      position += words[i] & DataBlocks.SIZE_MASK;
    }
    positions[words.length] = position;
    return new SquashfsFile(image, inode, words, positions);
  }

  /** Bytes of content. */
  public long size() {
    return inode.size();
  }

  /** Bytes in a block; the last one may be shorter. */
  public int blockSize() {
    return image.superblock().blockSize();
  }

  /** How many blocks the content has, a tail in a fragment included. */
  public int blockCount() {
    return (int) ((size() + blockSize() - 1) / blockSize());
  }

  /** Bytes of content in a block. */
  public int blockLength(int block) {
    return (int) Math.min(blockSize(), size() - (long) block * blockSize());
  }

  /** Whether a block is stored as nothing, and so reads as zeroes. */
  public boolean isHole(int block) {
    return block < words.length && (words[block] & DataBlocks.SIZE_MASK) == 0;
  }

  /** Bytes that a block takes in the image; 0 for a hole and for a tail in a fragment. */
  public int storedLength(int block) {
    return block < words.length ? words[block] & DataBlocks.SIZE_MASK : 0;
  }

  /** The stored block words; those of a tail in a fragment are not among them. */
  int wordCount() {
    return words.length;
  }

  int word(int block) {
    return words[block];
  }

  /** Position of a stored block; of {@link #wordCount()}: the end of the last. */
  long position(int block) {
    return positions[block];
  }

  Inode.RegularFile inode() {
    return inode;
  }

  /**
   * Decodes a block to the front of an array.
   *
   * @param out at least {@link #blockSize()} bytes; bytes behind the content are undefined
   * @return the number of bytes of content, {@link #blockLength}
   * @throws ImageException if the stored bytes do not decode to exactly that many
   */
  public int readBlock(int block, byte[] out) {
    int length = blockLength(block);
    if (block >= words.length) {
      image.data().tail(inode.fragment(), inode.fragmentOffset(), out, length);
      return length;
    }
    if (isHole(block)) {
      Arrays.fill(out, 0, length, (byte) 0);
      return length;
    }
    String what = "block " + block + " of a file";
    int count = image.data().decode(positions[block], words[block], out, what);
    if (count != length) {
      throw image.refusal().bad(what + ": expected " + length + " decoded bytes but was " + count);
    }
    return length;
  }

  /**
   * Reads from a position until the buffer is full or the content ends.
   *
   * @param offset in bytes, not negative
   * @return how many bytes were read; -1 if there are none at {@code offset}
   * @throws ImageException if a block does not decode
   */
  public int read(long offset, ByteBuffer target) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    if (offset >= size()) {
      return -1;
    }
    int total = (int) Math.min(target.remaining(), size() - offset);
    int done = 0;
    while (done < total) {
      int block = (int) ((offset + done) / blockSize());
      int within = (int) ((offset + done) % blockSize());
      int count = Math.min(total - done, blockLength(block) - within);
      target.put(decoded(block), within, count);
      done += count;
    }
    return total;
  }

  private byte[] decoded(int block) {
    Kept last = kept;
    if (last.block == block) {
      return last.bytes;
    }
    byte[] bytes = new byte[blockSize()];
    readBlock(block, bytes);
    kept = new Kept(block, bytes);
    return bytes;
  }

  /** A decoded block; not to be changed. */
  private static final class Kept {
    private final int block;
    private final byte[] bytes;

    Kept(int block, byte[] bytes) {
      this.block = block;
      this.bytes = bytes;
    }
  }
}
