package org.nodecustomize.apply;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.disk.BlockSource;
import org.nodecustomize.disk.CowDisk;
import org.nodecustomize.disk.NbdServer;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.ext4.Ext4Metadata;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.ext4.RunTraces;
import org.nodecustomize.guestfs.Drive;

/** A copy-on-write disk over an image that stays as it is, and how appliances see the two. */
final class ServedDisk implements AutoCloseable {
  private static final int JOURNAL_MAGIC = 0xC03B3998;

  private final BlockSource base;
  private final CowDisk disk;
  private final WorkDirectory work;
  private final List<NbdServer> servers = new ArrayList<>();
  private final List<CowDisk> inputs = new ArrayList<>();

  private ServedDisk(BlockSource base, CowDisk disk, WorkDirectory work) {
    this.base = base;
    this.disk = disk;
    this.work = work;
  }

  /** Makes the disk; closes the base with it. */
  static ServedDisk over(BlockSource base, WorkDirectory work) {
    return new ServedDisk(base, CowDisk.over(base, work.path()), work);
  }

  /** Reads which blocks the base's file system does not use, so that trimming them changes nothing. */
  void spareFreeBlocks(Ext4Superblock superblock) {
    if (superblock.blockSize() == CowDisk.GRANULE && superblock.size() <= base.size()) {
      disk.freeInBase(Ext4Metadata.of(superblock, base::read).freeBlocks());
    }
  }

  /** The base as ext4 readers take it. */
  Ext4Source before() {
    return new Ext4Source(base.size(), base::read);
  }

  /** What the disk holds now, for the same. */
  Ext4Source now() {
    return new Ext4Source(disk.size(), disk::read);
  }

  /**
   * Takes back what was written to the journal: it is empty after an unmount, so what is in it is
   * only noise that would be compressed and kept. If it was empty before, its own superblock is as
   * it was too: it counts transactions, of which there are more the longer a run takes.
   *
   * <p>Source: the kernel's Documentation/filesystems/ext4/journal.rst: a journal whose {@code
   * s_start} is 0 is clean, and nothing behind its superblock is looked at.
   *
   * @return bytes that were taken back
   */
  private long emptyJournal(Ext4Superblock before) {
    if (before.blockSize() != CowDisk.GRANULE || before.size() > base.size()) {
      return 0;
    }
    Optional<Ext4Superblock> now = superblockNow();
    if (now.isEmpty() || now.get().journalNeedsRecovery()) {
      return 0;
    }
    List<Long> ranges = journal(now.get(), disk::read);
    // Where it was moved, what the base has there is something else.
    if (ranges.isEmpty()
        || !ranges.equals(journal(before, base::read))
        || !isEmptyAt(ranges, disk::read)) {
      return 0;
    }
    int own = isEmptyAt(ranges, base::read) ? 0 : CowDisk.GRANULE;
    long sum = disk.revert(ranges.get(0) + own, ranges.get(1) - own);
    for (int i = 2; i < ranges.size(); i += 2) {
      sum += disk.revert(ranges.get(i), ranges.get(i + 1));
    }
    return sum;
  }

  private Optional<Ext4Superblock> superblockNow() {
    ByteBuffer bytes = ByteBuffer.allocate(Ext4Superblock.LENGTH);
    disk.read(Ext4Superblock.OFFSET, bytes);
    return Ext4Superblock.read(bytes.array());
  }

  /** Offsets and lengths in turn. */
  private static List<Long> journal(Ext4Superblock superblock, Ext4Metadata.Reader reader) {
    List<Long> ranges = new ArrayList<>();
    Ext4Metadata.of(superblock, reader)
        .journal(
            (offset, length) -> {
              ranges.add(offset);
              ranges.add(length);
            });
    return ranges;
  }

  /** Whether there is no transaction in it, and no error recorded. */
  private static boolean isEmptyAt(List<Long> ranges, Ext4Metadata.Reader reader) {
    ByteBuffer head = ByteBuffer.allocate(CowDisk.GRANULE);
    reader.read(ranges.get(0), head);
    return head.getInt(0) == JOURNAL_MAGIC && head.getInt(0x1C) == 0 && head.getInt(0x20) == 0;
  }

  /**
   * Takes back what depends on when and how fast a run went: leftovers in free blocks and in the
   * journal, time stamps and random numbers. The file system is not mounted and has been checked.
   */
  void removeTraces(Ext4Superblock before, RunClock clock, Events events) {
    long start = System.nanoTime();
    long noise = forgetFree() + emptyJournal(before);
    RunTraces.Result traces =
        RunTraces.remove(before(), now(), disk::write, disk.changedGranules(), clock);
    events.accept(
        new Event.LogLine(
            "traces",
            "%,d inodes have the run's time; %,d KiB of journal and free blocks taken back; %,d ms"
                .formatted(traces.inodes(), noise >> 10, (System.nanoTime() - start) / 1_000_000)));
    traces
        .left()
        .forEach(
            what -> events.accept(new Event.LogLine("traces", "left as the run made it: " + what)));
  }

  /** What was deleted but not trimmed, because the kernel had not got round to it. */
  private long forgetFree() {
    Optional<Ext4Superblock> now = superblockNow();
    if (now.isEmpty()
        || now.get().blockSize() != CowDisk.GRANULE
        || now.get().size() > disk.size()) {
      return 0;
    }
    BitSet free = Ext4Metadata.of(now.get(), disk::read).freeBlocks();
    free.and(disk.writtenGranules());
    for (int first = free.nextSetBit(0); first >= 0; ) {
      int end = free.nextClearBit(first);
      disk.trim((long) first * CowDisk.GRANULE, (long) (end - first) * CowDisk.GRANULE);
      first = free.nextSetBit(end);
    }
    return (long) free.cardinality() * CowDisk.GRANULE;
  }

  CowDisk disk() {
    return disk;
  }

  /** The disk, writable; the same each time. */
  Drive drive() {
    if (servers.isEmpty()) {
      servers.add(NbdServer.start(disk, work.socketDirectory()));
    }
    return new Drive.NbdSocket(servers.get(0).socket());
  }

  /** The base, for an appliance of its own; what is written to it is dropped. */
  Drive input() {
    drive();
    CowDisk own = CowDisk.over(base, work.path());
    inputs.add(own);
    NbdServer server = NbdServer.start(own, work.socketDirectory());
    servers.add(server);
    return new Drive.NbdSocket(server.socket());
  }

  /** Throws the first failure on this side, of which appliances see only an I/O error. */
  void requireHealthy() {
    for (NbdServer server : servers) {
      server
          .failure()
          .ifPresent(
              failure -> {
                throw failure;
              });
    }
  }

  /** Ends the serving; the disk can still be read. */
  void stop() {
    servers.forEach(NbdServer::close);
  }

  @Override
  public void close() {
    try (base;
        disk) {
      stop();
      inputs.forEach(CowDisk::close);
    }
  }
}
