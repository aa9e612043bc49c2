package org.nodecustomize.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
      List<long[]> ranges = new ArrayList<>();
      metadata.tables((offset, length) -> ranges.add(new long[] {offset, length}));
      if (!keep(ranges)) {
        return;
      }
      new PackageFiles(source, () -> stopped).read();
      ranges.clear();
      metadata.directories((offset, length) -> ranges.add(new long[] {offset, length}));
      keep(ranges);
    } catch (CustomizeException e) {
      // Whoever reads the bad block for the file system's sake is told.
      return;
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
