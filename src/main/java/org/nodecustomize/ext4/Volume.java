package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The blocks of a file system. Metadata is read in chunks, so that inodes beside one another take
 * one reading, and the last ones are kept: {@link #MOST_CHUNKS} of them, whatever is asked for.
 * Thread-safe.
 */
final class Volume {
  /** The largest block has as many bytes. */
  private static final int CHUNK = 64 << 10;

  private static final long MOST_BLOCK_BYTES = 8L << 20;
  private static final int MOST_CHUNKS = 512;

  private final Damage damage;
  private final Ext4Source source;
  private final Geometry geometry;
  private final Map<Long, byte[]> chunks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > MOST_CHUNKS;
        }
      };

  private final Map<Long, byte[]> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return (long) size() * geometry.blockSize() > MOST_BLOCK_BYTES;
        }
      };

  Volume(Damage damage, Ext4Source source, Geometry geometry) {
    this.damage = damage;
    this.source = source;
    this.geometry = geometry;
  }

  Geometry geometry() {
    return geometry;
  }

  Damage damage() {
    return damage;
  }

  /**
   * A block of metadata; has an array that must not be changed.
   *
   * @param owner what refers to it, for the message where there is no such block
   */
  ByteBuffer block(long number, Inode owner) {
    requireBlocks(number, 1, owner);
    return ByteBuffer.wrap(single(number)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Directories are strewn over the disk: reading more than was asked for would, on a compressed
   * disk, decode blocks that nobody needs.
   */
  private synchronized byte[] single(long number) {
    byte[] known = blocks.get(number);
    if (known != null) {
      return known;
    }
    byte[] block = new byte[geometry.blockSize()];
    source.read(number * geometry.blockSize(), block, 0, block.length);
    blocks.put(number, block);
    return block;
  }

  /** Refuses blocks that are not behind the superblock and within the file system. */
  void requireBlocks(long first, long count, Inode owner) {
    if (first <= geometry.firstDataBlock() || first > geometry.blocks() - count) {
      throw damage.of(
          owner, "there is no block " + first + (count == 1 ? "" : " to " + (first + count - 1)));
    }
  }

  /**
   * Bytes of metadata that lie within one block or are an aligned part of a chunk; the buffer has an
   * array that must not be changed.
   */
  ByteBuffer metadata(long offset, int length) {
    byte[] chunk = chunk(offset / CHUNK);
    return ByteBuffer.wrap(chunk, (int) (offset % CHUNK), length)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private synchronized byte[] chunk(long index) {
    byte[] kept = chunks.get(index);
    if (kept != null) {
      return kept;
    }
    long start = index * CHUNK;
    byte[] chunk = new byte[(int) Math.min(CHUNK, source.size() - start)];
    source.read(start, chunk, 0, chunk.length);
    chunks.put(index, chunk);
    return chunk;
  }

  /** Bytes of a file, past the cache. */
  void data(long offset, byte[] target, int from, int length) {
    source.read(offset, target, from, length);
  }
}
