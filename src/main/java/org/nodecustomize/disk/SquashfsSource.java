package org.nodecustomize.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.squashfs.SquashfsFile;

/**
 * A disk that lies compressed in a squashfs. Decodes the blocks that are asked for and keeps the
 * last ones; where requests go forward block by block, decodes ahead of them.
 */
public final class SquashfsSource implements BlockSource {
  private static final int THREADS = 2;

  /** Blocks decoded ahead of a forward reader. */
  private static final int AHEAD = 2;

  /** Forward readers that are told apart. */
  private static final int READERS = 8;

  private static final int MOST_QUEUED = 256;

  /** A block that none follows. */
  private static final int NOWHERE = -2;

  /** For a file system's tables and directories, which have some 0.5 KB for each file. */
  private static final long KEPT_BYTES = 64L << 20;

  private final SquashfsFile file;
  private final BlockCache cache;
  private final KeptGranules kept = new KeptGranules(KEPT_BYTES);
  private final int mostBlocks;
  private final ThreadPoolExecutor pool;
  private final int[] lastBlocks = new int[READERS];
  private final AtomicLong waits = new AtomicLong();
  private int nextReader;

  /**
   * Serves one file of an image; the image must stay open as long.
   *
   * @param cacheBytes memory for decoded blocks; some blocks are kept however small it is
   */
  public SquashfsSource(SquashfsFile file, long cacheBytes) {
    this.file = file;
    this.mostBlocks = (int) Math.max(2L * (THREADS + AHEAD), cacheBytes / file.blockSize());
    this.cache = new BlockCache(mostBlocks, this::decode);
    this.pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_QUEUED),
            work -> {
              Thread thread = new Thread(work, "squashfs read-ahead");
              thread.setDaemon(true);
              // Whoever asks for the block is told; on the terminal it would be a stack trace.
              thread.setUncaughtExceptionHandler((reader, failure) -> {});
              return thread;
            },
            // Decoding ahead is a favour; what does not fit is decoded when it is asked for.
            new ThreadPoolExecutor.DiscardPolicy());
    pool.allowCoreThreadTimeOut(true);
    Arrays.fill(lastBlocks, NOWHERE);
  }

  private byte[] decode(int block) {
    byte[] bytes = new byte[file.blockSize()];
    file.readBlock(block, bytes);
    return bytes;
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public boolean isHole(long offset) {
    return file.isHole((int) (offset / file.blockSize()));
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    read(offset, target, true);
  }

  /** The same for a reader that nobody waits for. */
  void readAhead(long offset, ByteBuffer target) {
    read(offset, target, false);
  }

  private void read(long offset, ByteBuffer target, boolean wanted) {
    BlockSource.checkRange(offset, target.remaining(), size());
    long position = offset;
    while (target.hasRemaining()) {
      int block = (int) (position / file.blockSize());
      int within = (int) (position % file.blockSize());
      int count = Math.min(target.remaining(), file.blockSize() - within);
      if (file.isHole(block)) {
        target.put(new byte[count]);
      } else if (kept.has(position, count)) {
        kept.put(position, count, target);
      } else {
        if (wanted) {
          decodeAhead(block);
          waits.addAndGet(cache.has(block) ? 0 : 1);
        }
        target.put(cache.get(block), within, count);
      }
      position += count;
    }
  }

  private void decodeAhead(int block) {
    synchronized (lastBlocks) {
      boolean forward = false;
      for (int i = 0; i < READERS; i++) {
        if (lastBlocks[i] == block) {
          return;
        }
        if (lastBlocks[i] == block - 1) {
          lastBlocks[i] = block;
          forward = true;
          break;
        }
      }
      if (!forward) {
        lastBlocks[nextReader] = block;
        nextReader = (nextReader + 1) % READERS;
        return;
      }
    }
    for (int next = block + 1; next <= block + AHEAD; next++) {
      decodeLater(next);
    }
  }

  private void decodeLater(int block) {
    if (block < file.blockCount() && !file.isHole(block) && !cache.has(block)) {
      pool.execute(() -> decodeNow(block));
    }
  }

  /** Whether a forward reader has come so far meanwhile, and used the block or is about to. */
  private boolean isLate(int block) {
    synchronized (lastBlocks) {
      return Arrays.stream(lastBlocks).anyMatch(last -> last >= block && last - block <= 2 * AHEAD);
    }
  }

  private void decodeNow(int block) {
    if (isLate(block)) {
      return;
    }
    try {
      cache.get(block);
    } catch (CustomizeException e) {
      // Nobody asked for this block yet; whoever does will decode it again and be told.
      return;
    }
  }

  /**
   * Decodes a range and keeps it, whatever else is read.
   *
   * @return whether there is room for more
   */
  boolean keep(long offset, long length) {
    long end = Math.min(size(), (offset + length + CowDisk.GRANULE - 1) & -CowDisk.GRANULE);
    long position = offset & -CowDisk.GRANULE;
    while (position < end) {
      int block = (int) (position / file.blockSize());
      int within = (int) (position % file.blockSize());
      int count = (int) Math.min(end - position, file.blockSize() - within);
      if (!file.isHole(block)
          && !kept.has(position, count)
          && !kept.keep(position, cache.get(block), within, count)) {
        return false;
      }
      position += count;
    }
    return true;
  }

  /** How many blocks were decoded so far. */
  public long decodedBlocks() {
    return cache.decoded();
  }

  /** How many blocks were decoded while somebody waited for them. */
  public long waits() {
    return waits.get();
  }

  /** Blocks that may be decoded ahead without driving out what is in use. */
  int roomAhead() {
    return mostBlocks / 2;
  }

  /** Bytes that are kept of what {@link WarmUp} found. */
  public long keptBytes() {
    return kept.bytes();
  }

  /** Ends the threads; the image stays open. */
  @Override
  public void close() {
    // An interrupt would close the image's channel below a thread that reads it.
    kept.clear();
    pool.getQueue().clear();
    pool.shutdown();
    try {
      // A block takes some hundredths of a second.
      pool.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
