package org.nodecustomize.disk;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;

/**
 * The last used blocks, decoded. Two requests for a block that is not there decode it once: the
 * first does, the second waits. Thread-safe.
 */
final class BlockCache {
  private final int mostBlocks;
  private final IntFunction<byte[]> decoder;
  private final Map<Integer, CompletableFuture<byte[]>> blocks =
      new LinkedHashMap<>(16, 0.75f, true);
  private long decoded;

  /**
   * @param mostBlocks how many blocks are kept; those being decoded come on top
   * @param decoder gives the bytes of a block, not to be changed afterwards
   */
  BlockCache(int mostBlocks, IntFunction<byte[]> decoder) {
    this.mostBlocks = mostBlocks;
    this.decoder = decoder;
  }

  /** The bytes of a block; not to be changed. */
  byte[] get(int block) {
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> known;
    synchronized (blocks) {
      known = blocks.get(block);
      if (known == null) {
        blocks.put(block, mine);
        evict();
      }
    }
    return known == null ? decode(block, mine) : await(known);
  }

  /** Whether a block is there or under way; does not count as a use. */
  boolean has(int block) {
    synchronized (blocks) {
      return blocks.containsKey(block);
    }
  }

  /** How many blocks were decoded so far. */
  long decoded() {
    synchronized (blocks) {
      return decoded;
    }
  }

  private byte[] decode(int block, CompletableFuture<byte[]> mine) {
    boolean done = false;
    try {
      byte[] bytes = decoder.apply(block);
      synchronized (blocks) {
        decoded++;
      }
      mine.complete(bytes);
      done = true;
      return bytes;
    } catch (RuntimeException | OutOfMemoryError e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      if (!done) {
        // Whatever it was must not leave the others waiting.
        mine.completeExceptionally(new IllegalStateException("block " + block + " not decoded"));
        synchronized (blocks) {
          blocks.remove(block, mine);
        }
      }
    }
  }

  private static byte[] await(CompletableFuture<byte[]> known) {
    try {
      return known.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void evict() {
    Iterator<CompletableFuture<byte[]>> oldest = blocks.values().iterator();
    while (blocks.size() > mostBlocks && oldest.hasNext()) {
      if (oldest.next().isDone()) {
        oldest.remove();
      }
    }
  }
}
