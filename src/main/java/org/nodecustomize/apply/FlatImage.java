package org.nodecustomize.apply;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.FileStatus;
import org.nodecustomize.image.Container;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.squashfs.EntryType;
import org.nodecustomize.squashfs.FullRepack;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/**
 * A squashfs whose root is the tree itself. Nothing is unpacked: the appliance's kernel reads the
 * squashfs and keeps changes beside it. The tree comes back as a tar archive, which has owners,
 * devices and attributes also where this process is not root, and is compressed whole.
 */
final class FlatImage implements InnerImage {
  private static final Duration COPY_LIMIT = Duration.ofHours(1);

  private final Container.Flat flat;
  private final List<String> arguments;
  private final Path changes;
  private final Path archive;
  private final FullRepack repack;
  private List<String> rootAttributes = List.of();

  private FlatImage(
      Container.Flat flat, List<String> arguments, Path changes, Path archive, FullRepack repack) {
    this.flat = flat;
    this.arguments = arguments;
    this.changes = changes;
    this.archive = archive;
    this.repack = repack;
  }

  /**
   * Prepares; reads no data.
   *
   * @throws HostException if this machine's mksquashfs cannot do it
   * @throws ImageException if the squashfs is damaged, or has what an archive cannot
   */
  static FlatImage open(
      Container.Flat flat,
      Optional<Recompression> recompression,
      WorkDirectory work,
      HostContext context) {
    FullRepack repack = new FullRepack(context.programs(), SourceDate.fromEnvironment());
    repack.requireArchives();
    requireArchivable(flat.file(), context.events());
    return new FlatImage(
        flat,
        recompression.map(Recompression::arguments).orElse(flat.squashfs().arguments()),
        ScratchDrive.makeEmpty("changes", work, context.programs()),
        work.resolve("tree.tar"),
        repack);
  }

  /**
   * Opens one with changes that are there already; they stay as they are.
   *
   * @param changes an ext4 as an earlier run left it
   */
  static FlatImage reopen(
      Container.Flat flat, Path changes, WorkDirectory work, HostContext context) {
    Path own = work.resolve("changes.raw");
    ProgramResult copied =
        context
            .programs()
            .run(
                List.of(
                    "cp",
                    "--reflink=auto",
                    "--sparse=always",
                    "--",
                    changes.toAbsolutePath().toString(),
                    own.toString()),
                COPY_LIMIT);
    if (!copied.succeeded()) {
      throw new HostException(
          Problem.at(changes.toString(), "cannot be copied").withDetail(copied.tail(3)));
    }
    FullRepack repack = new FullRepack(context.programs(), SourceDate.fromEnvironment());
    return new FlatImage(flat, flat.squashfs().arguments(), own, work.resolve("tree.tar"), repack);
  }

  private static void requireArchivable(Path file, Events events) {
    try (SquashfsImage image = SquashfsImage.open(file)) {
      List<SquashfsEntry> entries = image.walk();
      List<String> sockets =
          entries.stream()
              .filter(entry -> entry.type() == EntryType.SOCKET)
              .map(SquashfsEntry::path)
              .toList();
      if (!sockets.isEmpty()) {
        throw new ImageException(
            Problem.at(file.toString(), "unsupported image: sockets in a flat squashfs")
                .withDetail(sockets.stream().limit(10).toList()));
      }
      if (entries.get(0).xattrId().isPresent()) {
        events.warning(
            file
                + ": extended attributes of the root directory itself are lost: "
                + String.join(", ", image.xattrs(entries.get(0)).keySet()));
      }
    }
  }

  @Override
  public Drive drive() {
    return new Drive.RawFile(flat.file().toAbsolutePath(), true);
  }

  @Override
  public List<Drive> furtherDrives() {
    return List.of(new Drive.RawFile(changes, false));
  }

  @Override
  public void mount(Appliance appliance, int furtherDrive, String name, String options) {
    try {
      appliance.mountOverlay(0, furtherDrive);
    } catch (ApplianceException e) {
      throw new ImageException(
          Problem.at(name, "the file system cannot be mounted")
              .withDetail(e.text().lines().limit(5).toList()),
          e);
    }
  }

  @Override
  public void unmount(Appliance appliance) {
    appliance.unmountAll();
    appliance.unmountOverlay();
  }

  @Override
  public void collect(Appliance appliance, int furtherDrive) {
    appliance.unmountOverlay();
    appliance.mountOverlay(0, furtherDrive);
    FileStatus root =
        appliance
            .status("/")
            .orElseThrow(() -> new IllegalStateException("the appliance has no root directory"));
    rootAttributes =
        List.of(
            "-root-mode", Integer.toOctalString(root.mode() & 07777),
            "-root-uid", Long.toString(root.uid()),
            "-root-gid", Long.toString(root.gid()),
            "-root-time", Long.toString(Math.max(0, root.modified().getEpochSecond())));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 20)) {
      appliance.tarOutPlain("/", out);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(archive.toString(), "cannot be written: " + e.getMessage())
              .withHint(HostException.MORE_ROOM),
          e);
    }
    unmount(appliance);
  }

  @Override
  public long size() {
    return flat.file().toFile().length();
  }

  @Override
  public void grow(long size) {
    throw new IllegalStateException("a tree has no size of its own");
  }

  @Override
  public void keep(Path directory) throws IOException {
    Files.move(changes, directory.resolve(KeptWork.CHANGES));
  }

  @Override
  public void requireHealthy() {
    // The appliance works on the files themselves.
  }

  @Override
  public void pack(Path output, Events events) {
    repack.packArchive(
        archive,
        output,
        rootAttributes,
        arguments,
        (done, total) -> events.accept(new Event.StageAdvanced(Stage.PACK, done, total)));
  }

  @Override
  public void close() {
    // The work directory goes as a whole.
  }
}
