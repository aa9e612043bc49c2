package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.FileSystemSpace;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.ApplianceTree;
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
    FileSystemGate.tellDoubts(container, context.events());
    if (context.throughAppliance()) {
      return byAppliance(container, "--through-appliance says so", clock);
    }
    OpenedTree.Opening opening = OpenedTree.open(container);
    if (opening instanceof OpenedTree.Opening.NeedsAppliance needs) {
      return byAppliance(container, needs.because(), clock);
    }
    Looked looked;
    try (OpenedTree opened = ((OpenedTree.Opening.Opened) opening).tree()) {
      looked = clock.in(Stage.READ, () -> look(container, opened.tree()));
    }
    return looked instanceof Looked.Told told
        ? told.report()
        : byRpm(container, "of " + ((Looked.AskRpm) looked).because(), clock);
  }

  /** What this program finds out by itself. */
  private sealed interface Looked {
    record Told(InspectReport report) implements Looked {}

    record AskRpm(String because) implements Looked {}
  }

  private static Looked look(Container container, FileTree tree) {
    Packages packages = packages(tree);
    return packages instanceof Packages.Told told
        ? new Looked.Told(direct(container, tree, told.rows()))
        : new Looked.AskRpm(((Packages.AskRpm) packages).because());
  }

  /** The installed packages, as far as this program can read them. */
  private sealed interface Packages {
    record Told(List<InstalledPackage> rows) implements Packages {}

    record AskRpm(String because) implements Packages {}
  }

  private static Packages packages(FileTree tree) {
    try {
      DatabaseSearch search = InstalledDatabase.find(tree);
      if (search instanceof DatabaseSearch.Unreadable unreadable) {
        return new Packages.AskRpm(unreadable.problem().headline());
      }
      return new Packages.Told(
          search instanceof DatabaseSearch.Found found
              ? InstalledDatabase.packages(found.database())
              : List.of());
    } catch (ImageException e) {
      // Whether a database is damaged beyond use is for the image's own rpm to say.
      return new Packages.AskRpm(e.problems().get(0).headline());
    }
  }

  private static InspectReport direct(
      Container container, FileTree tree, List<InstalledPackage> packages) {
    Optional<Ext4Superblock> superblock = ImageSession.superblock(container);
    return report(
        container,
        FactsReader.read(tree, ProgramArchitecture.of(tree), packages),
        superblock.map(Ext4Superblock::usedBytes),
        superblock.map(Ext4Superblock::usableBytes),
        changed(tree));
  }

  private static Optional<ImageRecord.Last> changed(TreeView tree) {
    try {
      return ImageRecord.last(Programs.recorded(tree));
    } catch (OperationException e) {
      // One that is as large as that is not ours.
      return Optional.empty();
    }
  }

  private static InspectReport report(
      Container container,
      ImageFacts facts,
      Optional<Long> used,
      Optional<Long> total,
      Optional<ImageRecord.Last> changed) {
    return new InspectReport(
        container.file(),
        container.file().toFile().length(),
        container,
        facts,
        used,
        total,
        changed);
  }

  private static InspectReport report(Container container, ImageFacts facts, Appliance appliance) {
    FileSystemSpace space = appliance.space("/");
    return report(
        container,
        facts,
        Optional.of((space.blocks() - space.freeBlocks()) * space.blockSize()),
        Optional.of(space.blocks() * space.blockSize()),
        changed(new ApplianceTree(appliance)));
  }

  /** Through an appliance; the image's own rpm is asked only where its database is not readable. */
  private InspectReport byAppliance(Container container, String because, StageClock clock) {
    try (MountedForReading mounted =
        MountedForReading.open(container, because, true, context, clock)) {
      return clock.in(
          Stage.READ,
          () -> {
            FileTree tree = new ApplianceTree(mounted.appliance());
            InspectReport report =
                packages(tree) instanceof Packages.Told told
                    ? report(
                        container,
                        FactsReader.read(tree, ProgramArchitecture.of(tree), told.rows()),
                        mounted.appliance())
                    : byRpm(container, mounted);
            mounted.requireHealthy();
            return report;
          });
    }
  }

  /** Through the image's own rpm in an appliance. */
  InspectReport byRpm(Container container, String because, StageClock clock) {
    try (MountedForReading mounted =
        MountedForReading.open(container, because, true, context, clock)) {
      return clock.in(Stage.READ, () -> byRpm(container, mounted));
    }
  }

  /** An image whose programs cannot run here is shown without its packages. */
  private static InspectReport byRpm(Container container, MountedForReading mounted) {
    Appliance appliance = mounted.appliance();
    MountedImage image = ApplianceMount.over(appliance, appliance.device(1), Optional.empty());
    Optional<String> architecture = ImagePrograms.architecture(appliance, image);
    List<InstalledPackage> packages =
        ImagePrograms.canAskRpm(image, architecture)
            ? new RpmDatabase(image).packages()
            : List.of();
    return report(container, FactsReader.read(image, architecture, packages), appliance);
  }
}
