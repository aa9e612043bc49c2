package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;

/**
 * Takes out of a file system's own data what a run left there of its clock and of random numbers, so
 * that the same change of the same file system gives the same bytes: time stamps of inodes, their
 * generations, and the superblock's account of mounts and writes. Checksums follow.
 *
 * <p>Only inodes are touched that are not as they were before, and only in pieces of the disk that
 * the run wrote. What is not sound stays as it is and is told; nothing is written outside of the
 * inode tables and of the blocks that hold a touched inode's checksums.
 *
 * <p>Source: the kernel's Documentation/filesystems/ext4 (super, inodes, ifork, directory,
 * checksums).
 */
public final class RunTraces {
  /** Bytes of a piece that {@code changed} tells of. */
  public static final int PIECE = 4096;

  private static final String AFTER = "the changed file system";

  /** Is given what is to be on the disk instead. */
  @FunctionalInterface
  public interface Writer {
    void write(long offset, ByteBuffer bytes);
  }

  /**
   * What became of it.
   *
   * @param inodes that were rewritten
   * @param left what was left as it is, and why; in words for people
   */
  public record Result(long inodes, List<String> left) {
    public Result {
      left = List.copyOf(left);
    }
  }

  private final Ext4Source now;
  private final Writer writer;
  private final BitSet changed;
  private final RunClock clock;
  private final Volume volume;
  private final InodeTable inodes;
  private final Geometry geometry;
  private final Volume volumeBefore;
  private final InodeTable inodesBefore;
  private final OwnedSums owned;
  private final int identity;
  private final List<String> left = new ArrayList<>();
  private long settled;

  private RunTraces(
      Ext4FileSystem base,
      Ext4FileSystem after,
      Ext4Source now,
      Writer writer,
      BitSet changed,
      RunClock clock) {
    this.now = now;
    this.writer = writer;
    this.changed = changed;
    this.clock = clock;
    this.volume = after.volume();
    this.inodes = after.inodes();
    this.geometry = volume.geometry();
    this.volumeBefore = base.volume();
    this.inodesBefore = base.inodes();
    this.owned = new OwnedSums(volume, inodes);
    this.identity = Crc.crc32c(Crc.START, (int) clock.instead().getEpochSecond());
  }

  /**
   * Settles a file system that is not mounted and has been checked.
   *
   * @param before the disk as it was
   * @param now the disk as it is
   * @param writer writes to {@code now}
   * @param changed pieces of {@link #PIECE} bytes that may not be as they were
   */
  public static Result remove(
      Ext4Source before, Ext4Source now, Writer writer, BitSet changed, RunClock clock) {
    try {
      if (Ext4FileSystem.open("the base's file system", before) instanceof Support.Readable base
          && Ext4FileSystem.open(AFTER, now) instanceof Support.Readable after) {
        RunTraces traces =
            new RunTraces(base.tree(), after.tree(), now, writer, changed, clock);
        traces.settle(before);
        return new Result(traces.settled, traces.left);
      }
    } catch (ImageException e) {
      return new Result(0, List.of(e.getMessage()));
    }
    return new Result(0, List.of(AFTER + " cannot be read here"));
  }

  private void settle(Ext4Source before) {
    SettledSuperblock.settle(before, now, writer);
    if (geometry.inodeSize() != volumeBefore.geometry().inodeSize()
        || geometry.inodeSize() > PIECE) {
      left.add("inodes of " + geometry.inodeSize() + " bytes");
      return;
    }
    for (long group = 0; group < geometry.groups(); group++) {
      try {
        table(group);
      } catch (ImageException e) {
        left.add(e.getMessage());
      }
    }
  }

  private void table(long group) {
    long start = inodes.table(group) * geometry.blockSize();
    long end = start + geometry.inodesPerGroup() * geometry.inodeSize();
    int last = (int) ((end - 1) / PIECE);
    for (int piece = changed.nextSetBit((int) (start / PIECE));
        piece >= 0 && piece <= last;
        piece = changed.nextSetBit(piece + 1)) {
      long from = Math.max(start, (long) piece * PIECE);
      long to = Math.min(end, (piece + 1L) * PIECE);
      long first = group * geometry.inodesPerGroup() + (from - start) / geometry.inodeSize() + 1;
      inodes(from, (int) (to - from), first);
    }
  }

  /** The inodes of a part of a table that lies within one piece. */
  private void inodes(long offset, int length, long first) {
    int size = geometry.inodeSize();
    ByteBuffer part = ByteBuffer.allocate(length);
    now.reader().read(offset, part);
    long any = 0;
    Map<Long, Integer> sums = new HashMap<>();
    for (int at = 0; at + size <= length; at += size) {
      ByteBuffer raw = part.slice(at, size).order(ByteOrder.LITTLE_ENDIAN);
      if (inode(first + at / size, raw, sums)) {
        any++;
      }
    }
    // All of it at once: an inode and the checksums that begin with its generation belong together.
    if (any > 0) {
      sums.forEach(this::write);
      writer.write(offset, part.clear());
      settled += any;
    }
  }

  /**
   * Changes a record; whether it did.
   *
   * @param sums gets what checksums elsewhere become, by their offset
   */
  private boolean inode(long number, ByteBuffer raw, Map<Long, Integer> sums) {
    Optional<ByteBuffer> base =
        number <= volumeBefore.geometry().inodes()
            ? Optional.of(inodesBefore.raw(number))
            : Optional.empty();
    if (base.filter(was -> was.equals(raw)).isPresent()) {
      return false;
    }
    Inode inode = inodes.of(number, raw);
    if (geometry.metadataChecksums() && !inodes.matchesSum(inode)) {
      // Never used, or damaged: nothing to be made right by a new checksum.
      return false;
    }
    if (SettledInode.inUse(raw) && inode.has(Inode.VALUE)) {
      // Their time stamps are no times: they count references and hash the value.
      return false;
    }
    byte[] old = bytes(raw);
    if (!SettledInode.inUse(raw) && base.filter(was -> wasFree(number, was)).isPresent()) {
      raw.put(0, base.get(), 0, raw.capacity());
      return true;
    }
    SettledInode record = new SettledInode(clock, raw, base);
    boolean isNew = record.isNew();
    record.settleTimes();
    record.settleVersion();
    if (isNew) {
      regenerate(inode, record, old, sums);
    }
    if (geometry.metadataChecksums()) {
      inodes.putSum(inode);
    }
    return true;
  }

  /** Whether a record from before is one of an inode that was not in use, and not what mke2fs found on the disk. */
  private boolean wasFree(long number, ByteBuffer was) {
    if (SettledInode.inUse(was)) {
      return false;
    }
    if (was.equals(ByteBuffer.allocate(was.capacity()))) {
      return true;
    }
    return InodeTimes.deleted(was) != 0
        && (!geometry.metadataChecksums() || inodesBefore.matchesSum(inodesBefore.of(number, was)));
  }

  private void regenerate(
      Inode inode, SettledInode record, byte[] old, Map<Long, Integer> sums) {
    int generation = Crc.crc32c(Crc.crc32c(geometry.checksumSeed(), identity), (int) inode.number());
    if (geometry.metadataChecksums() && SettledInode.inUse(inode.raw())) {
      Inode before =
          inodes.of(inode.number(), ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN));
      int seed = Crc.crc32c(Crc.crc32c(geometry.checksumSeed(), (int) inode.number()), generation);
      Map<Long, Integer> own = new HashMap<>();
      try {
        owned.under(seed, before, own::put);
      } catch (ImageException e) {
        left.add(e.getMessage());
        return;
      }
      sums.putAll(own);
    }
    record.putGeneration(generation);
  }

  private void write(long offset, int value) {
    writer.write(
        offset, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip());
  }

  private static byte[] bytes(ByteBuffer raw) {
    byte[] copy = new byte[raw.capacity()];
    raw.get(0, copy);
    return copy;
  }
}
