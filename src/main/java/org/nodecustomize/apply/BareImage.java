package org.nodecustomize.apply;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.CowDisk;
import org.nodecustomize.disk.RawFileSource;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** A file system that is in nothing: changed beside, and written out whole with its holes. */
final class BareImage implements InnerImage {
  private static final int PIECE = 1 << 20;
  private static final Duration COPY_LIMIT = Duration.ofHours(2);

  private final Container.Bare bare;
  private final ServedDisk served;
  private final HostProgram programs;

  private BareImage(Container.Bare bare, ServedDisk served, HostProgram programs) {
    this.programs = programs;
    this.bare = bare;
    this.served = served;
  }

  /** Opens the file, and reads no more of it than which of its blocks are free. */
  static BareImage open(Container.Bare bare, WorkDirectory work, HostProgram programs) {
    ServedDisk served = ServedDisk.over(RawFileSource.open(bare.file()), work);
    bare.superblock().ifPresent(served::spareFreeBlocks);
    return new BareImage(bare, served, programs);
  }

  @Override
  public Drive drive() {
    return served.drive();
  }

  @Override
  public boolean keepsInput() {
    return true;
  }

  @Override
  public Drive input() {
    return served.input();
  }

  @Override
  public Optional<Ext4Source> before() {
    return Optional.of(served.before());
  }

  @Override
  public Optional<Ext4Source> now() {
    return Optional.of(served.now());
  }

  @Override
  public long size() {
    return served.disk().size();
  }

  @Override
  public void grow(long size) {
    served.disk().grow(size);
  }

  @Override
  public void requireHealthy() {
    served.requireHealthy();
  }

  @Override
  public void requireNoErrorFound() {
    if (bare.superblock().isPresent()) {
      FileSystemGate.requireNoErrorFound(bare.file().toString(), served.disk());
    }
  }

  @Override
  public void removeTraces(RunClock clock, Events events) {
    bare.superblock().ifPresent(found -> served.removeTraces(found, clock, events));
  }

  @Override
  public void pack(Path output, Events events) {
    requireHealthy();
    requireNoErrorFound();
    served.stop();
    // Shares the blocks where the file system can, and keeps the holes in any case.
    ProgramResult copied =
        programs.run(
            List.of(
                "cp",
                "--reflink=auto",
                "--sparse=auto",
                "--",
                bare.file().toAbsolutePath().toString(),
                output.toAbsolutePath().toString()),
            COPY_LIMIT);
    if (!copied.succeeded()) {
      throw new HostException(
          Problem.at(output.toString(), "cannot be written").withDetail(copied.tail(3)));
    }
    try {
      // The input may be read-only.
      Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(output));
      mode.add(PosixFilePermission.OWNER_WRITE);
      Files.setPosixFilePermissions(output, mode);
      writeChanges(output, events);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(output.toString(), "cannot be written: " + e.getMessage()), e);
    }
  }

  private void writeChanges(Path output, Events events) throws IOException {
    CowDisk disk = served.disk();
    BitSet changed = disk.changedGranules();
    long total = (long) changed.cardinality() * CowDisk.GRANULE;
    long done = 0;
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "rw")) {
      file.setLength(disk.size());
      int granule = changed.nextSetBit(0);
      while (granule >= 0) {
        int end = Math.min(changed.nextClearBit(granule), granule + PIECE / CowDisk.GRANULE);
        long offset = (long) granule * CowDisk.GRANULE;
        int length = (int) Math.min((long) (end - granule) * CowDisk.GRANULE, disk.size() - offset);
        disk.read(offset, piece.clear().limit(length));
        file.seek(offset);
        file.write(piece.array(), 0, length);
        done += length;
        events.accept(new Event.StageAdvanced(Stage.PACK, done, total));
        granule = changed.nextSetBit(end);
      }
    }
  }

  @Override
  public void close() {
    served.close();
  }
}
