package org.nodecustomize.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.FsckResult;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.RpmDatabase;
import org.nodecustomize.image.SnapshotTree;
import org.nodecustomize.tree.FileTree;

/** An image, mounted in a running appliance, with its facts. */
final class ImageSession implements AutoCloseable {
  /**
   * Reading must not dirty inodes, and lazy initialization must not write every inode table. Blocks
   * that were freed can be used again when the journal was committed, so that must not depend on
   * how much time went by.
   */
  private static final String EXT_OPTIONS = "noatime,noinit_itable,commit=3600";

  private final Appliance appliance;
  private final InnerImage inner;
  private final int furtherDrive;
  private MountedImage image;
  private final ImageFacts facts;
  private final String name;
  private final String keys;
  private final Ext ext;
  private final Supplier<Appliance> forInput;
  private final boolean held;

  /** What the file system is to the gate. */
  private enum Ext {
    /** Not ext4. */
    NONE,
    /** Checked whole before it was changed. */
    CHECKED,
    /** Sound by its superblock; checked whole after the change, and if that fails, the input too. */
    TRUSTED
  }

  private ImageSession(
      Appliance appliance,
      InnerImage inner,
      int furtherDrive,
      MountedImage image,
      ImageFacts facts,
      String name,
      String keys,
      Ext ext,
      Supplier<Appliance> forInput,
      boolean held) {
    this.appliance = appliance;
    this.inner = inner;
    this.furtherDrive = furtherDrive;
    this.image = image;
    this.facts = facts;
    this.name = name;
    this.keys = keys;
    this.ext = ext;
    this.forInput = forInput;
    this.held = held;
  }

  /**
   * Starts an appliance and mounts the image in it, writable.
   *
   * @param packages the drive with the run's packages
   * @param known what the image's programs need not be asked for
   * @param held the time at which the appliance's clock is to stand; empty where it goes
   * @throws ImageException if the file system is dirty or damaged, or its programs cannot run here
   */
  static ImageSession open(
      Container container,
      InnerImage inner,
      Optional<ChangeRequest.Growth> grow,
      Optional<PackageDrive> packages,
      Optional<KnownFacts> known,
      Optional<Instant> held,
      WorkDirectory work,
      HostContext context,
      StageClock clock) {
    String name = container.file().toString();
    Optional<Ext4Superblock> superblock = superblock(container);
    superblock.ifPresent(found -> FileSystemGate.requireSound(name, found));
    grow.ifPresent(growth -> enlarge(inner, growth, superblock));
    List<Drive> drives = new ArrayList<>();
    drives.add(inner.drive());
    drives.add(new Drive.RawFile(ScratchDrive.make(work, context.programs()), false));
    packages.map(PackageDrive::drive).ifPresent(drives::add);
    int furtherDrive = drives.size();
    drives.addAll(inner.furtherDrives());
    Appliance appliance = ApplianceLaunch.WORK.boot(drives, work, context, clock);
    boolean handedOver = false;
    try {
      boolean isHeld = held.isPresent() && hold(appliance, held.get(), context);
      ImageSession session =
          clock.in(
              Stage.MOUNT,
              () ->
                  read(
                      appliance,
                      name,
                      inner,
                      furtherDrive,
                      ext(superblock, inner, grow.isPresent()),
                      grow,
                      packages.isPresent(),
                      known,
                      () -> ApplianceLaunch.WORK.again(List.of(inner.input()), work, context),
                      isHeld));
      handedOver = true;
      return session;
    } finally {
      if (!handedOver) {
        appliance.close();
      }
    }
  }

  /** Whether it could be done; where not, the run goes on and says so. */
  private static boolean hold(Appliance appliance, Instant time, HostContext context) {
    try {
      appliance.holdClock(time);
      return true;
    } catch (ApplianceException e) {
      context
          .events()
          .notice(
              "the virtual machine's clock cannot be held, so another run will not give the same"
                  + " bytes: "
                  + e.text().lines().findFirst().orElse(""));
      return false;
    }
  }

  /** A check reads all tables and directories; resizing asks for one. */
  private static Ext ext(Optional<Ext4Superblock> superblock, InnerImage inner, boolean grow) {
    if (superblock.isEmpty()) {
      return Ext.NONE;
    }
    boolean trusted = !grow && superblock.get().cleanlyUnmounted() && inner.keepsInput();
    return trusted ? Ext.TRUSTED : Ext.CHECKED;
  }

  private static ImageSession read(
      Appliance appliance,
      String name,
      InnerImage inner,
      int furtherDrive,
      Ext ext,
      Optional<ChangeRequest.Growth> grow,
      boolean packages,
      Optional<KnownFacts> known,
      Supplier<Appliance> forInput,
      boolean held) {
    if (ext == Ext.CHECKED) {
      FileSystemGate.requireUndamaged(appliance, name);
      if (grow.isPresent()) {
        appliance.resizeExt(appliance.device(0));
      }
    }
    try {
      mount(appliance, inner, furtherDrive, name, ext, held);
      MountedImage image =
          ApplianceMount.over(
              appliance,
              appliance.device(1),
              packages ? Optional.of(appliance.device(2)) : Optional.empty());
      KnownFacts facts = known.orElseGet(() -> ask(appliance, image, name));
      return new ImageSession(
          appliance,
          inner,
          furtherDrive,
          image,
          facts.facts(),
          name,
          facts.keys(),
          ext,
          forInput,
          held);
    } catch (ImageException | OperationException | ApplianceException e) {
      if (ext == Ext.TRUSTED) {
        explain(appliance, name, e);
      }
      throw e;
    }
  }

  private static void mount(
      Appliance appliance, InnerImage inner, int furtherDrive, String name, Ext ext, boolean held) {
    inner.mount(appliance, furtherDrive, name, ext == Ext.NONE ? "noatime" : EXT_OPTIONS);
    if (held) {
      appliance.holdAllocation();
    }
  }

  private static KnownFacts ask(Appliance appliance, MountedImage image, String name) {
    Optional<String> architecture = ImagePrograms.architecture(appliance, image);
    ImagePrograms.requireRunnable(name, image, architecture);
    RpmDatabase.Content database = new RpmDatabase(image).content();
    return new KnownFacts(
        FactsReader.read(image, architecture, database.packages()), database.keys());
  }

  /** What is missing or cannot be read may be so because the file system is damaged. */
  private static void explain(Appliance appliance, String name, CustomizeException failure) {
    try {
      appliance.unmountAll();
    } catch (ApplianceException e) {
      // An appliance that is dead explains nothing; each of its calls throws the same then.
      if (e != failure) {
        failure.addSuppressed(e);
      }
      return;
    }
    FileSystemGate.requireUndamaged(appliance, name);
  }

  MountedImage image() {
    return image;
  }

  /**
   * Has somebody look at the tree while nothing changes it, so that all that was written can be
   * seen; then mounts it for changes again. {@link #image} is another one afterwards.
   *
   * <p>All names are read once, contents when they are asked for, later too: by this program with
   * nothing mounted, or by the appliance where it cannot.
   */
  <T> T atRest(Function<FileTree, T> look) {
    new RpmDatabase(image).removeEnvironment();
    inner.unmount(appliance);
    inner.requireHealthy();
    T seen;
    if (readsItself()) {
      inner.settle();
      seen = look.apply(SnapshotTree.of(InnerTree.of(name, inner.now())));
    } else {
      inner.mount(appliance, furtherDrive, name, "noatime");
      seen = look.apply(SnapshotTree.of(appliance));
      inner.unmount(appliance);
    }
    mount(appliance, inner, furtherDrive, name, ext, held);
    image = ApplianceMount.over(appliance, appliance.device(1), packagesDevice());
    return seen;
  }

  /** Whether this program can read the file system without an appliance. */
  boolean readsItself() {
    return InnerTree.obstacle(name, inner.before()).isEmpty();
  }

  private Optional<String> packagesDevice() {
    return furtherDrive > 2 ? Optional.of(appliance.device(2)) : Optional.empty();
  }

  ImageFacts facts() {
    return facts;
  }

  /** The OpenPGP keys in the image's rpm database, armored. */
  String keys() {
    return keys;
  }

  boolean emulated() {
    return appliance.emulated();
  }

  /**
   * Gives freed blocks back, unmounts, takes the run's traces out, and checks the file system.
   *
   * @param clock of the run until now
   * @throws OperationException if it is damaged
   * @throws ImageException if it was damaged before
   */
  void finish(RunClock clock, Events events) {
    new RpmDatabase(image).removeEnvironment();
    if (!(inner instanceof FlatImage)) {
      // What was deleted is free on the disk only when that is written.
      appliance.sync();
      appliance.trim("/");
    }
    appliance.unmountAll();
    inner.requireHealthy();
    inner.removeTraces(clock, events);
    // What the kernel still knows of the disk is not what is on it now.
    appliance.dropBuffers(0);
    inner.settle();
    Optional<FsckResult> checked =
        ext == Ext.NONE ? Optional.empty() : Optional.of(FileSystemGate.checkResult(appliance));
    boolean clean = checked.isEmpty() || checked.get().state() == FsckResult.State.CLEAN;
    if (!clean && ext == Ext.CHECKED) {
      checked.ifPresent(FileSystemGate::requireNotDamaged);
    }
    inner.collect(appliance, furtherDrive);
    // Closing alone would hide that something could not be written.
    appliance.shutdown();
    appliance.close();
    if (!clean && ext == Ext.TRUSTED) {
      requireInputUndamaged();
      checked.ifPresent(FileSystemGate::requireNotDamaged);
    }
    // The check has written when it was.
    inner.removeTraces(clock, Events.none());
  }

  /** Damage that the input has is not the change's, and not repaired behind the user's back. */
  private void requireInputUndamaged() {
    try (Appliance other = forInput.get()) {
      FileSystemGate.requireUndamaged(other, name);
    }
  }

  /** Unmounts after a failure, as far as the appliance still can, and ends it. */
  void leave() {
    try {
      appliance.sync();
      inner.unmount(appliance);
    } catch (ApplianceException e) {
      // What it did not write is not there to look at, and its journal is replayed.
      appliance.close();
      return;
    }
    appliance.close();
  }

  @Override
  public void close() {
    appliance.close();
  }

  static Optional<Ext4Superblock> superblock(Container container) {
    if (container instanceof Container.Nested nested) {
      return nested.superblock();
    }
    if (container instanceof Container.Bare bare) {
      return bare.superblock();
    }
    return Optional.empty();
  }

  private static void enlarge(
      InnerImage inner, ChangeRequest.Growth growth, Optional<Ext4Superblock> superblock) {
    if (superblock.isEmpty()) {
      throw new UsageException(Problem.at("--grow", "only ext4 images can be enlarged"));
    }
    long wanted = growth.applyTo(inner.size());
    if (wanted < inner.size()) {
      throw new UsageException(
          Problem.at(
              "--grow",
              "expected more than the present %,d bytes but was %,d"
                  .formatted(inner.size(), wanted)));
    }
    inner.grow(wanted);
  }
}
