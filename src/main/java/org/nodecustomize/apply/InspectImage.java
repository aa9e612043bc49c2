package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.FileSystemSpace;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.image.RpmDatabase;
import org.nodecustomize.report.ImageRecord;
import org.nodecustomize.report.InspectReport;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Looks at an image; changes nothing. */
public final class InspectImage {
  private final HostContext context;

  public InspectImage(HostContext context) {
    this.context = context;
  }

  /** Reads everything that {@code inspect} shows. */
  public InspectReport inspect(Path file) {
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(file));
    ImageSession.superblock(container)
        .ifPresent(found -> FileSystemGate.requireSound(file.toString(), found));
    return direct(container, clock).orElseGet(() -> byAppliance(container, clock));
  }

  /** Without an appliance; empty where one is needed. */
  private Optional<InspectReport> direct(Container container, StageClock clock) {
    OpenedTree.Opening opening = OpenedTree.open(container);
    if (opening instanceof OpenedTree.Opening.NeedsAppliance needs) {
      log("an appliance is needed, because " + needs.because());
      return Optional.empty();
    }
    try (OpenedTree opened = ((OpenedTree.Opening.Opened) opening).tree()) {
      return clock.in(Stage.READ, () -> look(container, opened.tree()));
    }
  }

  private Optional<InspectReport> look(Container container, FileTree tree) {
    List<InstalledPackage> packages;
    try {
      DatabaseSearch search = InstalledDatabase.find(tree);
      if (search instanceof DatabaseSearch.Unreadable unreadable) {
        log("rpm is asked, because of " + unreadable.problem().headline());
        return Optional.empty();
      }
      packages =
          search instanceof DatabaseSearch.Found found
              ? InstalledDatabase.packages(found.database())
              : List.of();
    } catch (ImageException e) {
      // Whether a database is damaged beyond use is for the image's own rpm to say.
      log("rpm is asked, because of " + e.problems().get(0).headline());
      return Optional.empty();
    }
    Optional<Ext4Superblock> superblock = ImageSession.superblock(container);
    return Optional.of(
        new InspectReport(
            container.file(),
            container.file().toFile().length(),
            container,
            FactsReader.read(tree, ProgramArchitecture.of(tree), packages),
            superblock.map(Ext4Superblock::usedBytes),
            superblock.map(Ext4Superblock::usableBytes),
            changed(tree)));
  }

  private static Optional<ImageRecord.Last> changed(TreeView tree) {
    try {
      return ImageRecord.last(Programs.recorded(tree));
    } catch (OperationException e) {
      // One that is as large as that is not ours.
      return Optional.empty();
    }
  }

  private void log(String line) {
    context.events().accept(new Event.LogLine("inspect", line));
  }

  InspectReport byAppliance(Container container, StageClock clock) {
    Path file = container.file();
    try (WorkDirectory work = WorkDirectory.open(context.workBase())) {
      if (container instanceof Container.Flat) {
        return look(container, new Drive.RawFile(file.toAbsolutePath(), true), work, clock);
      }
      try (InnerImage inner =
          clock.in(Stage.OPEN, () -> InnerImage.open(container, Optional.empty(), work, context))) {
        return look(container, inner.drive(), work, clock);
      }
    }
  }

  private InspectReport look(
      Container container, Drive drive, WorkDirectory work, StageClock clock) {
    List<Drive> drives = new ArrayList<>(List.of(drive));
    drives.add(new Drive.RawFile(ScratchDrive.make(work, context.programs()), false));
    ApplianceConfig config =
        new ApplianceConfig(
            drives,
            ImageSession.MEMORY_MEGABYTES,
            1,
            work.makeDirectory("appliance"),
            context.cacheDirectory(),
            context.stockAppliance());
    String name = container.file().toString();
    try (Appliance appliance =
        clock.in(
            Stage.BOOT, () -> Appliance.launch(config, context.events(), context.cancellation()))) {
      return clock.in(
          Stage.READ,
          () -> {
            FileSystemGate.mountRoot(appliance, appliance.device(0), name, "ro,noatime");
            FileSystemSpace space = appliance.space("/");
            MountedImage image =
                ApplianceMount.over(appliance, appliance.device(1), Optional.empty());
            return new InspectReport(
                container.file(),
                container.file().toFile().length(),
                container,
                facts(appliance, image),
                Optional.of((space.blocks() - space.freeBlocks()) * space.blockSize()),
                Optional.of(space.blocks() * space.blockSize()),
                changed(image));
          });
    }
  }

  /** An image whose programs cannot run here is shown without its packages. */
  private static ImageFacts facts(Appliance appliance, MountedImage image) {
    Optional<String> architecture = ImageSession.architecture(appliance, image);
    List<InstalledPackage> packages =
        ImageSession.canAskRpm(image, architecture) ? new RpmDatabase(image).packages() : List.of();
    return FactsReader.read(image, architecture, packages);
  }
}
