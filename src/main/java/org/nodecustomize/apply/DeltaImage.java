package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.SquashfsSource;
import org.nodecustomize.disk.WarmUp;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.DeltaOptions;
import org.nodecustomize.squashfs.DeltaResult;
import org.nodecustomize.squashfs.DeltaWriter;
import org.nodecustomize.squashfs.PreparedBlocks;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/**
 * An inner image that stays compressed where it is: the appliance reads it through a copy-on-write
 * disk, and only blocks that changed are compressed again.
 */
final class DeltaImage implements InnerImage {
  /** Decoded blocks that are kept; the launcher gives the program 512 MiB for all. */
  private static final long CACHE_BYTES = 96L << 20;

  private final Container.Nested nested;
  private final SquashfsImage image;
  private final SquashfsEntry inner;
  private final SquashfsSource source;
  private final ServedDisk served;
  private final Cancellation cancellation;
  private final DeltaOptions options;
  private final PreparedBlocks prepared;
  private Optional<WarmUp> warmUp = Optional.empty();

  private DeltaImage(
      Container.Nested nested,
      SquashfsImage image,
      SquashfsEntry inner,
      SquashfsSource source,
      ServedDisk served,
      Cancellation cancellation) {
    this.nested = nested;
    this.image = image;
    this.inner = inner;
    this.source = source;
    this.served = served;
    this.cancellation = cancellation;
    this.options = DeltaOptions.of(SourceDate.fromEnvironment());
    this.prepared = new PreparedBlocks(image, inner, served.disk(), options);
  }

  /**
   * Why only a full repack can write the image again; empty where this class can.
   *
   * @throws ImageException if the squashfs is damaged
   */
  static Optional<String> obstacle(Container.Nested nested) {
    try (SquashfsImage image = SquashfsImage.open(nested.file())) {
      return DeltaWriter.obstacle(image, inner(nested, image));
    }
  }

  /** The inner image in its container. */
  static SquashfsEntry inner(Container.Nested nested, SquashfsImage image) {
    return image
        .find(nested.innerPath())
        .filter(SquashfsEntry::isFile)
        .orElseThrow(
            () ->
                new ImageException(
                    Problem.at(nested.file().toString(), "no '" + nested.innerPath() + "' in it")));
  }

  /**
   * Opens the disk; reads no more of it than which of its blocks are free.
   *
   * @throws ImageException if the squashfs is damaged
   */
  static DeltaImage open(Container.Nested nested, WorkDirectory work, Cancellation cancellation) {
    SquashfsImage image = SquashfsImage.open(nested.file());
    boolean opened = false;
    try {
      SquashfsEntry inner = inner(nested, image);
      SquashfsSource source = new SquashfsSource(image.file(inner), CACHE_BYTES);
      ServedDisk served = ServedDisk.over(source, work);
      nested.superblock().ifPresent(served::spareFreeBlocks);
      opened = true;
      return new DeltaImage(nested, image, inner, source, served, cancellation);
    } finally {
      if (!opened) {
        image.close();
      }
    }
  }

  @Override
  public Drive drive() {
    if (warmUp.isEmpty()) {
      warmUp = nested.superblock().map(found -> WarmUp.start(source, found));
    }
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
    warmUp.ifPresent(WarmUp::complete);
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
    if (nested.superblock().isPresent()) {
      FileSystemGate.requireNoErrorFound(nested.file().toString(), served.disk());
    }
  }

  @Override
  public void removeTraces(RunClock clock, Events events) {
    nested.superblock().ifPresent(found -> served.removeTraces(found, clock, events));
  }

  @Override
  public void settle() {
    prepared.begin();
  }

  @Override
  public void pack(Path output, Events events) {
    requireHealthy();
    requireNoErrorFound();
    long kept = source.keptBytes();
    stopServing();
    DeltaResult result =
        new DeltaWriter(image, inner, served.disk(), options, Optional.of(prepared), cancellation)
            .write(
                output,
                (done, total) -> events.accept(new Event.StageAdvanced(Stage.PACK, done, total)));
    events.accept(
        new Event.LogLine(
            "pack",
            "%,d of %,d blocks were written to: %,d compressed again, %,d of them ahead, %,d emptied, %,d unchanged"
                .formatted(
                    result.dirtyBlocks(),
                    result.blocks(),
                    result.recompressed(),
                    prepared.used(),
                    result.zero(),
                    result.same())));
    events.accept(
        new Event.LogLine(
            "pack",
            "%,d blocks were read meanwhile, %,d of them while somebody waited; %,d KiB kept of tables and directories"
                .formatted(source.decodedBlocks(), source.waits(), kept >> 10)));
  }

  private void stopServing() {
    warmUp.ifPresent(WarmUp::close);
    served.stop();
  }

  @Override
  public void close() {
    try (image;
        served;
        prepared) {
      stopServing();
    }
  }
}
