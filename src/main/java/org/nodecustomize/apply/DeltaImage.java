package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.CowDisk;
import org.nodecustomize.disk.NbdServer;
import org.nodecustomize.disk.SquashfsSource;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.DeltaOptions;
import org.nodecustomize.squashfs.DeltaResult;
import org.nodecustomize.squashfs.DeltaWriter;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/**
 * An inner image that stays compressed where it is: the appliance reads it through a copy-on-write
 * disk, and only blocks that changed are compressed again.
 */
final class DeltaImage implements InnerImage {
  /** Decoded blocks that are kept; half of what the launcher gives the program. */
  private static final long CACHE_BYTES = 192L << 20;

  private final SquashfsImage image;
  private final SquashfsEntry inner;
  private final SquashfsSource source;
  private final CowDisk disk;
  private final Path work;
  private final Cancellation cancellation;
  private Optional<NbdServer> server = Optional.empty();

  private DeltaImage(
      SquashfsImage image,
      SquashfsEntry inner,
      SquashfsSource source,
      CowDisk disk,
      Path work,
      Cancellation cancellation) {
    this.image = image;
    this.inner = inner;
    this.source = source;
    this.disk = disk;
    this.work = work;
    this.cancellation = cancellation;
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

  private static SquashfsEntry inner(Container.Nested nested, SquashfsImage image) {
    return image
        .find(nested.innerPath())
        .filter(SquashfsEntry::isFile)
        .orElseThrow(
            () ->
                new ImageException(
                    Problem.at(nested.file().toString(), "no '" + nested.innerPath() + "' in it")));
  }

  /**
   * Opens the disk; reads no data block yet.
   *
   * @throws ImageException if the squashfs is damaged
   */
  static DeltaImage open(Container.Nested nested, WorkDirectory work, Cancellation cancellation) {
    SquashfsImage image = SquashfsImage.open(nested.file());
    boolean opened = false;
    try {
      SquashfsEntry inner = inner(nested, image);
      SquashfsSource source = new SquashfsSource(image.file(inner), CACHE_BYTES);
      CowDisk disk = CowDisk.over(source, work.path());
      opened = true;
      return new DeltaImage(image, inner, source, disk, work.path(), cancellation);
    } finally {
      if (!opened) {
        image.close();
      }
    }
  }

  @Override
  public Drive drive() {
    if (server.isEmpty()) {
      server = Optional.of(NbdServer.start(disk, work));
    }
    return new Drive.NbdSocket(server.get().socket());
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public void grow(long size) {
    disk.grow(size);
  }

  @Override
  public void requireHealthy() {
    server
        .flatMap(NbdServer::failure)
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  @Override
  public void pack(Path output, Events events) {
    requireHealthy();
    stopServing();
    DeltaResult result =
        new DeltaWriter(
                image, inner, disk, DeltaOptions.of(SourceDate.fromEnvironment()), cancellation)
            .write(
                output,
                (done, total) -> events.accept(new Event.StageAdvanced(Stage.PACK, done, total)));
    events.accept(
        new Event.LogLine(
            "pack",
            "%,d of %,d blocks were written to: %,d compressed again, %,d emptied, %,d unchanged"
                .formatted(
                    result.dirtyBlocks(),
                    result.blocks(),
                    result.recompressed(),
                    result.zero(),
                    result.same())));
  }

  private void stopServing() {
    server.ifPresent(NbdServer::close);
  }

  @Override
  public void close() {
    stopServing();
    disk.close();
    source.close();
    image.close();
  }
}
