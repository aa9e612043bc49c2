package org.nodecustomize.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.ext4.Ext4Metadata;
import org.nodecustomize.ext4.Ext4Superblock;

/**
 * Decodes in the background what the mount of an ext4 file system, its package manager and the final
 * check will read, while the appliance boots and works on one processor. Each block is decoded once, and of
 * it only what is of use is kept. Where this machine has one processor, nothing is done.
 */
public final class WarmUp implements AutoCloseable {
  private final SquashfsSource source;
  private final Ext4Superblock superblock;
  private final Thread thread;
  private final CompletableFuture<Pending> pending = new CompletableFuture<>();
  private volatile boolean stopped;

  private WarmUp(SquashfsSource source, Ext4Superblock superblock) {
    this.source = source;
    this.superblock = superblock;
    this.thread = new Thread(this::run, "squashfs warm-up");
    thread.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param superblock of the file system that begins at the source's first byte
   */
  public static WarmUp start(SquashfsSource source, Ext4Superblock superblock) {
    WarmUp warmUp = new WarmUp(source, superblock);
    if (Runtime.getRuntime().availableProcessors() > 1 && superblock.size() <= source.size()) {
      warmUp.thread.start();
    }
    return warmUp;
  }

  private void run() {
    try {
      Ext4Metadata metadata = Ext4Metadata.of(superblock, source::readAhead);
      List<long[]> tables = new ArrayList<>();
      metadata.tables((offset, length) -> tables.add(new long[] {offset, length}));
      if (keep(tables)) {
        new PackageFiles(source, () -> stopped).read();
        List<long[]> directories = new ArrayList<>();
        metadata.directories((offset, length) -> directories.add(new long[] {offset, length}));
        directories.sort(Comparator.comparingLong(range -> range[0]));
        pending.complete(new Pending(directories));
      }
    } catch (CustomizeException e) {
      // Whoever reads the bad block for the file system's sake is told.
      pending.complete(new Pending(List.of()));
    } finally {
      pending.complete(new Pending(List.of()));
    }
    work(true);
  }

  /** What is left of the directories; taken from both ends, so that two threads share no block. */
  private static final class Pending {
    private final List<long[]> ranges;
    private int first;
    private int end;

    Pending(List<long[]> ranges) {
      this.ranges = ranges;
      this.end = ranges.size();
    }

    synchronized Optional<long[]> take(boolean fromStart) {
      if (first >= end) {
        return Optional.empty();
      }
      return Optional.of(ranges.get(fromStart ? first++ : --end));
    }
  }

  private void work(boolean fromStart) {
    try {
      Pending left = pending.join();
      for (Optional<long[]> next = left.take(fromStart);
          next.isPresent() && !stopped && source.keep(next.get()[0], next.get()[1]); ) {
        next = left.take(fromStart);
      }
    } catch (CustomizeException e) {
      // As above.
      return;
    }
  }

  /**
   * Has the caller do a share of what is left, for a reader that is about to visit every directory:
   * in the order of a walk, blocks would be decoded again and again.
   */
  public void complete() {
    if (!thread.isAlive()) {
      return;
    }
    work(false);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In the order of the disk, so that what is in one block is taken out of it at once. */
  private boolean keep(List<long[]> ranges) {
    ranges.sort(Comparator.comparingLong(range -> range[0]));
    for (long[] range : ranges) {
      if (stopped || !source.keep(range[0], range[1])) {
        return false;
      }
    }
    return true;
  }

  /** Waits for the end of the work; for tests. */
  void await() throws InterruptedException {
    thread.join();
  }

  /** Ends the work. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
