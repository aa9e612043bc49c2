package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.Architectures;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.image.RpmDatabase;

/** An image, mounted in a running appliance, with its facts. */
final class ImageSession implements AutoCloseable {
  static final int MEMORY_MEGABYTES = 1280;

  /** Reading must not dirty inodes, and lazy initialization must not write every inode table. */
  private static final String EXT_OPTIONS = "noatime,noinit_itable";

  private final Appliance appliance;
  private final InnerImage inner;
  private final int furtherDrive;
  private final MountedImage image;
  private final ImageFacts facts;
  private final String keys;
  private final boolean ext;

  private ImageSession(
      Appliance appliance,
      InnerImage inner,
      int furtherDrive,
      MountedImage image,
      ImageFacts facts,
      String keys,
      boolean ext) {
    this.appliance = appliance;
    this.inner = inner;
    this.furtherDrive = furtherDrive;
    this.image = image;
    this.facts = facts;
    this.keys = keys;
    this.ext = ext;
  }

  /**
   * Starts an appliance and mounts the image in it, writable.
   *
   * @param packages the drive with the run's packages
   * @throws ImageException if the file system is dirty or damaged, or its programs cannot run here
   */
  static ImageSession open(
      Container container,
      InnerImage inner,
      Optional<ChangeRequest.Growth> grow,
      Optional<Path> packages,
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
    packages.ifPresent(path -> drives.add(new Drive.RawFile(path, true)));
    int furtherDrive = drives.size();
    drives.addAll(inner.furtherDrives());
    Appliance appliance =
        clock.in(
            Stage.BOOT,
            () ->
                Appliance.launch(
                    new ApplianceConfig(
                        drives,
                        MEMORY_MEGABYTES,
                        1,
                        work.makeDirectory("appliance"),
                        context.cacheDirectory(),
                        context.stockAppliance()),
                    context.events(),
                    context.cancellation()));
    boolean handedOver = false;
    try {
      ImageSession session =
          clock.in(
              Stage.READ,
              () ->
                  read(
                      appliance,
                      name,
                      inner,
                      furtherDrive,
                      superblock.isPresent(),
                      grow,
                      packages.isPresent()));
      handedOver = true;
      return session;
    } finally {
      if (!handedOver) {
        appliance.close();
      }
    }
  }

  private static ImageSession read(
      Appliance appliance,
      String name,
      InnerImage inner,
      int furtherDrive,
      boolean ext,
      Optional<ChangeRequest.Growth> grow,
      boolean packages) {
    if (ext) {
      FileSystemGate.requireUndamaged(appliance, name);
      if (grow.isPresent()) {
        appliance.resizeExt(appliance.device(0));
      }
    }
    inner.mount(appliance, furtherDrive, name, ext ? EXT_OPTIONS : "noatime");
    MountedImage image =
        ApplianceMount.over(
            appliance,
            appliance.device(1),
            packages ? Optional.of(appliance.device(2)) : Optional.empty());
    Optional<String> architecture = architecture(appliance, image);
    requireRunnable(name, image, architecture);
    RpmDatabase.Content database = new RpmDatabase(image).content();
    ImageFacts facts = FactsReader.read(image, architecture, database.packages());
    return new ImageSession(
        appliance, inner, furtherDrive, image, facts, database.keys(), ext);
  }

  MountedImage image() {
    return image;
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
   * Gives freed blocks back, unmounts, and checks the file system.
   *
   * @throws org.nodecustomize.diag.OperationException if it is damaged
   */
  void finish() {
    new RpmDatabase(image).removeEnvironment();
    if (!(inner instanceof FlatImage)) {
      appliance.trim("/");
    }
    appliance.unmountAll();
    if (ext) {
      FileSystemGate.requireCleanResult(appliance);
    }
    inner.collect(appliance, furtherDrive);
    // Closing alone would hide that something could not be written.
    appliance.shutdown();
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

  /** The first real program tells; scripts and broken links do not. */
  static Optional<String> architecture(Appliance appliance, MountedImage image) {
    for (String program : ProgramArchitecture.programs(image)) {
      Optional<String> name = Architectures.rpmName(appliance.architecture(program));
      if (name.isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }

  private static void requireRunnable(
      String name, MountedImage image, Optional<String> architecture) {
    if (!image.exists("/bin/sh")) {
      throw new ImageException(
          Problem.at(name, "there is no /bin/sh in the image: its programs cannot be run")
              .withHint("give an image that holds a whole operating system"));
    }
    String machine = machine();
    architecture
        .filter(arch -> !Architectures.accepts(machine, arch))
        .ifPresent(
            arch -> {
              throw new ImageException(
                  Problem.at(name, "its programs are for " + arch + ", this machine is " + machine)
                      .withHint("customize it on a machine of architecture " + arch));
            });
    if (!hasRpm(image)) {
      throw new ImageException(
          Problem.at(name, "there is no rpm in the image: its packages cannot be changed"));
    }
  }

  /** Whether the image's own rpm is there and can run on this machine. */
  static boolean canAskRpm(MountedImage image, Optional<String> architecture) {
    return hasRpm(image)
        && image.exists("/bin/sh")
        && architecture.filter(arch -> Architectures.accepts(machine(), arch)).isPresent();
  }

  private static boolean hasRpm(MountedImage image) {
    return image.exists("/usr/bin/rpm") || image.exists("/bin/rpm");
  }

  private static String machine() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return name.equals("amd64") ? "x86_64" : name;
  }
}
