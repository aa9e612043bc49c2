package org.nodecustomize.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.squashfs.ChangedContent;

/**
 * A writable disk over one that is never written. Changes are kept in granules of 4 KiB in an
 * {@link OverlayFile}. Trimmed and zeroed granules take no room.
 *
 * <p>Ranges are refused with {@link IndexOutOfBoundsException}; everything else throws what {@link
 * BlockSource#read} does, and {@link HostException} where the scratch space does not suffice.
 * Thread-safe.
 */
public final class CowDisk implements BlockSource, ChangedContent {
  /** Bytes of a granule. */
  public static final int GRANULE = 4096;

  private static final long MOST_BYTES = (long) Integer.MAX_VALUE * GRANULE;
  private static final ByteBuffer ZEROES = ByteBuffer.allocate(GRANULE).asReadOnlyBuffer();

  private final BlockSource base;
  private final OverlayFile overlay;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private final GranuleStates granules = new GranuleStates();

  private long size;

  private CowDisk(BlockSource base, OverlayFile overlay) {
    this.base = base;
    this.overlay = overlay;
    this.size = base.size();
  }

  /**
   * Makes a disk that reads as {@code base} does.
   *
   * @param base stays open until this is closed, by its owner
   * @param scratchDirectory on a file system with room for what will be written
   */
  public static CowDisk over(BlockSource base, Path scratchDirectory) {
    checkSize(base.size());
    return new CowDisk(base, OverlayFile.in(scratchDirectory));
  }

  private static void checkSize(long size) {
    if (size > MOST_BYTES) {
      throw new HostException(
          Problem.of("a disk of " + size + " bytes is too large (at most " + MOST_BYTES + ")"));
    }
  }

  @Override
  public long size() {
    return locked(lock.readLock(), () -> size);
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    locked(
        lock.readLock(),
        () -> {
          BlockSource.checkRange(offset, target.remaining(), size);
          readRuns(offset, target);
          return true;
        });
  }

  /** Writes the rest of the buffer at a position. */
  public void write(long offset, ByteBuffer source) {
    locked(
        lock.writeLock(),
        () -> {
          BlockSource.checkRange(offset, source.remaining(), size);
          writeGranules(offset, source);
          return true;
        });
  }

  /** Makes a range zero. */
  public void writeZeroes(long offset, long length) {
    locked(
        lock.writeLock(),
        () -> {
          BlockSource.checkRange(offset, length, size);
          long end = offset + length;
          long firstWhole = roundUp(offset);
          long lastWhole = wholeEnd(end);
          if (firstWhole >= lastWhole) {
            // At most two parts of granules: less than 8 KiB.
            writeGranules(offset, ByteBuffer.allocate((int) length));
            return true;
          }
          writeGranules(offset, zeroes(firstWhole - offset));
          zeroGranules(firstWhole, lastWhole);
          writeGranules(lastWhole, zeroes(end - lastWhole));
          return true;
        });
  }

  /**
   * Says which granules hold nothing in the base, by its file system's own account. Trimmed, they
   * become what the base has there rather than zero, unless a whole block of the base comes free: so
   * a trim of everything that is free changes only blocks in which something was freed or written,
   * and blocks that need not be stored any more. Before serving.
   */
  public void freeInBase(BitSet free) {
    locked(
        lock.writeLock(),
        () -> {
          granules.freeInBase(free);
          return true;
        });
  }

  /**
   * Forgets a range: whole granules in it become zero, or what the base has where that is free
   * space; the rest stays as it is.
   */
  public void trim(long offset, long length) {
    locked(
        lock.writeLock(),
        () -> {
          BlockSource.checkRange(offset, length, size);
          forgetGranules(roundUp(offset), wholeEnd(offset + length));
          return true;
        });
  }

  /**
   * Makes the disk larger by zeroes. Servers tell their clients a size once, so grow before serving.
   *
   * @param newSize in bytes, not less than {@link #size}
   */
  public void grow(long newSize) {
    checkSize(newSize);
    locked(
        lock.writeLock(),
        () -> {
          if (newSize < size) {
            throw new IllegalArgumentException("cannot shrink from " + size + " to " + newSize);
          }
          size = newSize;
          return true;
        });
  }

  @Override
  public BitSet dirtyBlocks(int blockSize) {
    if (blockSize < GRANULE || Integer.bitCount(blockSize) != 1) {
      throw new IllegalArgumentException("block size " + blockSize);
    }
    int perBlock = blockSize / GRANULE;
    return locked(lock.readLock(), () -> granules.dirtyBlocks(perBlock, granuleCount()));
  }

  @Override
  public void overlay(long offset, ByteBuffer content) {
    if (offset % GRANULE != 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    locked(
        lock.readLock(),
        () -> {
          BlockSource.checkRange(offset, content.remaining(), size);
          for (int at = 0; at < content.remaining(); at += GRANULE) {
            int granule = (int) ((offset + at) / GRANULE);
            int count = Math.min(GRANULE, content.remaining() - at);
            ByteBuffer part = content.slice(content.position() + at, count);
            if (granules.isZeroed(granule)) {
              part.put(ZEROES.duplicate().limit(count));
            } else if (granules.isWritten(granule)) {
              fromOverlay(offset + at, part);
            }
          }
          return true;
        });
  }

  @Override
  public boolean isZeroed(long offset, long length) {
    if (offset % GRANULE != 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    int first = (int) (offset / GRANULE);
    int end = (int) (roundUp(offset + length) / GRANULE);
    return locked(lock.readLock(), () -> granules.areNothing(first, Math.min(end, granuleCount())));
  }

  /** Of the disk; the last may be a part of one. */
  private int granuleCount() {
    return (int) (roundUp(size) / GRANULE);
  }

  /**
   * Takes back what happened to a range: whole granules in it are as the base has them.
   *
   * @return bytes that were changed and are not any more
   */
  public long revert(long offset, long length) {
    return locked(
        lock.writeLock(),
        () -> {
          BlockSource.checkRange(offset, length, base.size());
          int first = (int) (roundUp(offset) / GRANULE);
          int end = (int) ((offset + length) / GRANULE);
          return (long) granules.revert(first, Math.max(first, end)) * GRANULE;
        });
  }

  /** Granules that were written, zeroed, or trimmed where the base had something. */
  public BitSet changedGranules() {
    return locked(lock.readLock(), granules::changed);
  }

  /** Granules that were written and neither zeroed nor trimmed since. */
  public BitSet writtenGranules() {
    return locked(lock.readLock(), granules::written);
  }

  /** Bytes in granules that were written. */
  public long writtenBytes() {
    return locked(lock.readLock(), () -> (long) granules.writtenCount() * GRANULE);
  }

  /** Bytes in granules that were trimmed or zeroed where the base is not known to be zero. */
  public long zeroedBytes() {
    return locked(lock.readLock(), () -> (long) granules.zeroedCount() * GRANULE);
  }

  @Override
  public void close() {
    overlay.close();
  }

  private void readRuns(long offset, ByteBuffer target) {
    long position = offset;
    while (target.hasRemaining()) {
      int granule = (int) (position / GRANULE);
      boolean inOverlay = granules.isWritten(granule);
      boolean isZero = granules.isZeroed(granule);
      int last = granule;
      long end = position + target.remaining();
      while ((last + 1L) * GRANULE < end
          && granules.isWritten(last + 1) == inOverlay
          && granules.isZeroed(last + 1) == isZero) {
        last++;
      }
      int count = (int) (Math.min(end, (last + 1L) * GRANULE) - position);
      ByteBuffer part = target.slice(target.position(), count);
      if (isZero) {
        fillZero(part);
      } else if (inOverlay) {
        fromOverlay(position, part);
      } else {
        fromBase(position, part);
      }
      target.position(target.position() + count);
      position += count;
    }
  }

  private void fromBase(long position, ByteBuffer part) {
    int inBase = (int) Math.max(0, Math.min(part.remaining(), base.size() - position));
    if (inBase > 0) {
      base.read(position, part.slice(part.position(), inBase));
    }
    part.position(part.position() + inBase);
    fillZero(part);
  }

  /** The file ends behind the last byte written; a granule's rest is zero. */
  private void fromOverlay(long position, ByteBuffer part) {
    overlay.read(position, part);
    fillZero(part);
  }

  private void writeGranules(long offset, ByteBuffer source) {
    if (!source.hasRemaining()) {
      return;
    }
    long end = offset + source.remaining();
    int first = (int) (offset / GRANULE);
    int last = (int) ((end - 1) / GRANULE);
    if (offset % GRANULE != 0) {
      fetch(first);
    }
    if (end % GRANULE != 0 && (last != first || offset % GRANULE == 0)) {
      fetch(last);
    }
    overlay.write(offset, source);
    granules.write(first, last + 1);
  }

  /** Brings a granule into the overlay, before a part of it is written. */
  private void fetch(int granule) {
    if (granules.isWritten(granule)) {
      return;
    }
    ByteBuffer old = ByteBuffer.allocate(GRANULE);
    if (!granules.isZeroed(granule)) {
      fromBase((long) granule * GRANULE, old);
    }
    overlay.write((long) granule * GRANULE, old.clear());
    granules.write(granule, granule + 1);
  }

  private void zeroGranules(long from, long to) {
    for (long at = from; at < to; at += GRANULE) {
      granules.zero((int) (at / GRANULE), isStored(at));
    }
  }

  private void forgetGranules(long from, long to) {
    for (long at = from; at < to; at += GRANULE) {
      granules.forget((int) (at / GRANULE), isStored(at));
    }
  }

  /** Whether the base is not known to be zero in the granule at a position. */
  private boolean isStored(long at) {
    return at < base.size() && !base.isHole(at);
  }

  private long wholeEnd(long end) {
    return end == size ? roundUp(end) : end / GRANULE * GRANULE;
  }

  private static long roundUp(long offset) {
    return (offset + GRANULE - 1) / GRANULE * GRANULE;
  }

  private static ByteBuffer zeroes(long count) {
    return ZEROES.duplicate().limit((int) Math.max(0, count));
  }

  private static void fillZero(ByteBuffer part) {
    while (part.hasRemaining()) {
      part.put(zeroes(Math.min(GRANULE, part.remaining())));
    }
  }

  private static <T> T locked(Lock held, Supplier<T> work) {
    held.lock();
    try {
      return work.get();
    } finally {
      held.unlock();
    }
  }
}
