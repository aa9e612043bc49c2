package org.nodecustomize.apply;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.disk.RawFileSource;
import org.nodecustomize.disk.SquashfsSource;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.squashfs.FullRepack;
import org.nodecustomize.squashfs.Progress;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/** An inner image that was unpacked into the work directory, whole. */
final class UnpackedImage implements InnerImage {
  /** Decoded blocks of the input that are kept. */
  private static final long CACHE_BYTES = 32L << 20;

  private final Path raw;
  private final SquashfsImage container;
  private final SquashfsSource input;
  private final Packer packer;
  private final List<RawFileSource> opened = new ArrayList<>();

  private UnpackedImage(Path raw, SquashfsImage container, SquashfsEntry inner, Packer packer) {
    this.raw = raw;
    this.container = container;
    this.input = new SquashfsSource(container.file(inner), CACHE_BYTES);
    this.packer = packer;
  }

  /** How the raw file becomes an image of the input's kind again. */
  private interface Packer {
    void pack(Path output, Events events);
  }

  /**
   * Unpacks.
   *
   * @throws HostException if there is no room for it
   * @throws ImageException if the container is damaged, or of a kind that cannot be changed
   */
  static UnpackedImage open(
      Container container,
      Optional<Recompression> recompression,
      WorkDirectory work,
      HostProgram programs,
      Events events) {
    if (container instanceof Container.Nested nested) {
      List<String> arguments =
          recompression
              .map(Recompression::arguments)
              .orElseGet(() -> nested.squashfs().arguments());
      return nested(nested, arguments, work, programs, events);
    }
    if (recompression.isPresent()) {
      throw new UsageException(
          Problem.at("--recompress", "not for an image that is a " + container.description()));
    }
    throw new IllegalArgumentException(container.description());
  }

  private static UnpackedImage nested(
      Container.Nested nested,
      List<String> mksquashfsArguments,
      WorkDirectory work,
      HostProgram programs,
      Events events) {
    FullRepack repack = new FullRepack(programs, SourceDate.fromEnvironment());
    ContainerTree tree =
        ContainerTree.unpack(
            nested.file(),
            nested.innerPath(),
            work.makeDirectory("container"),
            repack,
            progress(Stage.OPEN, events),
            events);
    SquashfsImage container = SquashfsImage.open(nested.file());
    return new UnpackedImage(
        tree.inner(),
        container,
        DeltaImage.inner(nested, container),
        (output, told) -> {
          tree.restoreTimes();
          List<String> arguments = new ArrayList<>(mksquashfsArguments);
          if (!arguments.contains("-no-xattrs")) {
            // What the work directory's attributes are depends on this machine.
            arguments.add("-no-xattrs");
          }
          repack.pack(tree.root(), output, arguments, progress(Stage.PACK, told));
        });
  }

  @Override
  public Drive drive() {
    return new Drive.RawFile(raw, false);
  }

  @Override
  public Optional<Ext4Source> before() {
    return Optional.of(new Ext4Source(input.size(), input::read));
  }

  @Override
  public Optional<Ext4Source> now() {
    RawFileSource now = RawFileSource.open(raw);
    opened.add(now);
    return Optional.of(new Ext4Source(now.size(), now::read));
  }

  @Override
  public long size() {
    return raw.toFile().length();
  }

  @Override
  public void grow(long size) {
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(size);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(raw.toString(), "cannot be enlarged: " + e.getMessage()), e);
    }
  }

  @Override
  public void requireHealthy() {
    // The appliance works on the file itself.
  }

  @Override
  public void pack(Path output, Events events) {
    packer.pack(output, events);
  }

  @Override
  public void close() {
    // The work directory goes as a whole.
    try (container;
        input) {
      opened.forEach(RawFileSource::close);
    }
  }

  private static Progress progress(Stage stage, Events events) {
    return (done, total) -> events.accept(new Event.StageAdvanced(stage, done, total));
  }
}
