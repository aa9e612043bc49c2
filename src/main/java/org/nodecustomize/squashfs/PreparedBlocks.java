package org.nodecustomize.squashfs;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.tree.Sha256;

/**
 * Changed blocks that are compressed while the virtual machine is still at work on others: it keeps
 * one processor busy, and what a package transaction wrote seldom changes again before packing. A
 * block counts only if its content is the same when it is packed. Thread-safe.
 */
public final class PreparedBlocks implements AutoCloseable {
  /** Compressed bytes that are kept at most; the program has 512 MiB for all. */
  private static final long MOST_BYTES = 32L << 20;

  private final SquashfsFile file;
  private final ChangedContent changes;
  private final BlockRecoder recoder;
  private final Workers worker = new Workers(1, "squashfs ahead");
  private final Map<Integer, Prepared> blocks = new ConcurrentHashMap<>();
  private final AtomicLong kept = new AtomicLong();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger used = new AtomicInteger();
  private volatile boolean stopped;

  /**
   * Does nothing yet.
   *
   * @param base stays open as long
   * @param target a file of it
   */
  public PreparedBlocks(
      SquashfsImage base, SquashfsEntry target, ChangedContent changes, DeltaOptions options) {
    this.file = base.file(target);
    this.changes = changes;
    this.recoder = new BlockRecoder(base, file, changes, options.effort());
  }

  private record Prepared(String digest, CompletableFuture<Optional<BlockRecoder.Encoded>> work) {
    long bytes() {
      return work.isDone() ? work.join().map(one -> (long) one.stored().length).orElse(0L) : 0;
    }
  }

  /** Begins with what has changed until now, and returns at once. */
  public void begin() {
    if (!stopped) {
      begun.incrementAndGet();
      worker.pool().execute(this::prepare);
    }
  }

  private void prepare() {
    try {
      prepareAll();
    } catch (CustomizeException e) {
      // Whoever packs meets it again, and can tell.
      stopped = true;
    } finally {
      ended.incrementAndGet();
    }
  }

  private void prepareAll() {
    BitSet dirty = changes.dirtyBlocks(file.blockSize());
    for (int block = dirty.nextSetBit(0);
        block >= 0 && block < file.wordCount() && !stopped && kept.get() < MOST_BYTES;
        block = dirty.nextSetBit(block + 1)) {
      int length = file.blockLength(block);
      Optional<byte[]> changed = recoder.changedContent(block, length);
      if (changed.isPresent()) {
        prepare(block, changed.get());
      }
    }
  }

  private void prepare(int block, byte[] content) {
    String digest = Sha256.of(content);
    Optional<Prepared> old = Optional.ofNullable(blocks.get(block));
    if (old.filter(one -> one.digest().equals(digest)).isPresent()) {
      return;
    }
    CompletableFuture<Optional<BlockRecoder.Encoded>> work = new CompletableFuture<>();
    blocks.put(block, new Prepared(digest, work));
    old.ifPresent(one -> kept.addAndGet(-one.bytes()));
    Optional<BlockRecoder.Encoded> encoded = Optional.empty();
    try {
      encoded = Optional.of(recoder.encode(content, content.length).trimmed());
      kept.addAndGet(encoded.get().stored().length);
    } finally {
      // Whoever packs makes the block itself, and so finds the failure where it is told.
      work.complete(encoded);
    }
  }

  /** The stored form of a block if it was begun with this content; waits for one under way. */
  Optional<BlockRecoder.Encoded> find(int block, byte[] content, int length) {
    Optional<BlockRecoder.Encoded> found =
        Optional.ofNullable(blocks.get(block))
            .filter(one -> one.digest().equals(new Sha256().add(content, length).hex()))
            .flatMap(one -> one.work().join());
    found.ifPresent(one -> used.incrementAndGet());
    return found;
  }

  /** Whether all that was begun is done. */
  public boolean isIdle() {
    return begun.get() == ended.get();
  }

  /** How many blocks packing took from here. */
  public int used() {
    return used.get();
  }

  /** Begins no further block. */
  void stop() {
    stopped = true;
  }

  /** Ends the work; a block that is under way is waited for. */
  @Override
  public void close() {
    stopped = true;
    worker.close();
  }
}
