package org.nodecustomize.apply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.image.Accounts;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactChange;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.FileChange;
import org.nodecustomize.image.FileDifferences;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.PackageDifference;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.image.PackageOwners;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.image.UnitStates;
import org.nodecustomize.report.Causes;
import org.nodecustomize.report.DiffReport;
import org.nodecustomize.report.RecordReader;
import org.nodecustomize.report.RecordedRun;
import org.nodecustomize.rpm.GpgPubkey;
import org.nodecustomize.rpm.KeyRing;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rpm.database.PackageDatabase;
import org.nodecustomize.tree.FileTree;

/** Compares two images whose trees can be read here. */
final class ImageComparison {
  private final Side before;
  private final Side after;
  private final List<String> notCompared = new ArrayList<>();

  ImageComparison(Side before, Side after) {
    this.before = before;
    this.after = after;
  }

  /** One of the two images. */
  record Side(Container container, FileTree tree) {}

  /** What a database holds. */
  private record Packages(
      List<InstalledPackage> installed,
      Map<String, String> keys,
      List<PackageDatabase> databases) {}

  /**
   * Compares everything.
   *
   * @param progress told now and then; may throw to end it
   */
  DiffReport compare(Runnable progress) {
    Optional<Packages> left = packages(before);
    Optional<Packages> right = packages(after);
    Packages none = new Packages(List.of(), Map.of(), List.of());
    boolean both = left.isPresent() && right.isPresent();
    Packages was = both ? left.orElse(none) : none;
    Packages is = both ? right.orElse(none) : none;
    FileDifferences.Result files = FileDifferences.between(before.tree(), after.tree(), progress);
    List<PackageDatabase> databases = new ArrayList<>(was.databases);
    databases.addAll(is.databases);
    List<FileChange> changes = PackageOwners.of(files.changes(), databases);
    List<PackageDifference> packages = PackageDifference.between(was.installed, is.installed);
    Causes causes = new Causes(runsBetween());
    return new DiffReport(
        before.container().file(),
        after.container().file(),
        FactChange.between(container(before), container(after)),
        FactChange.between(system(before), system(after)),
        packages,
        FactChange.between(was.keys, is.keys).stream().map(ImageComparison::described).toList(),
        UnitStates.between(before.tree(), after.tree()),
        Accounts.between(before.tree(), after.tree()),
        changes,
        files.noise(),
        notCompared,
        causes(changes, FileChange::path, one -> causes.last(one.path(), one.packageName())),
        causes(
            packages,
            PackageDifference::name,
            one -> causes.ofPackage(one.name()).stream().reduce((first, last) -> last)));
  }

  /** The runs that the second image's record has and the first one's has not. */
  private List<RecordedRun> runsBetween() {
    Set<String> known = Programs.recorded(before.tree()).lines().collect(Collectors.toSet());
    return RecordReader.read(
        Programs.recorded(after.tree())
            .lines()
            .filter(line -> !known.contains(line))
            .collect(Collectors.joining("\n")));
  }

  private static <T> Map<String, Causes.Cause> causes(
      List<T> differences, Function<T, String> key, Function<T, Optional<Causes.Cause>> cause) {
    Map<String, Causes.Cause> found = new TreeMap<>();
    differences.forEach(one -> cause.apply(one).ifPresent(why -> found.put(key.apply(one), why)));
    return found;
  }

  private Optional<Packages> packages(Side side) {
    DatabaseSearch search = InstalledDatabase.find(side.tree());
    if (search instanceof DatabaseSearch.Unreadable unreadable) {
      notCompared.add(
          "packages: " + side.container().file() + ": " + unreadable.problem().headline());
      return Optional.empty();
    }
    if (!(search instanceof DatabaseSearch.Found found)) {
      return Optional.of(new Packages(List.of(), Map.of(), List.of()));
    }
    PackageDatabase database = found.database();
    try {
      Map<String, String> keys = new TreeMap<>();
      for (GpgPubkey key : database.keys()) {
        keys.put(key.label(), key.armored());
      }
      return Optional.of(
          new Packages(InstalledDatabase.packages(database), keys, List.of(database)));
    } catch (ImageException e) {
      notCompared.add(
          "packages: " + side.container().file() + ": " + e.problems().get(0).headline());
      return Optional.empty();
    }
  }

  /** Who a key belongs to says more than the key. */
  private static FactChange described(FactChange key) {
    return new FactChange(
        key.name(),
        key.before().map(ImageComparison::owner),
        key.after().map(ImageComparison::owner));
  }

  private static String owner(String armored) {
    return KeyRing.empty().plus("key", armored.getBytes(StandardCharsets.UTF_8)).keys().stream()
        .map(key -> key.fingerprint() + " " + String.join(", ", key.userIds()))
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining("; "), all -> all.isEmpty() ? "not a key" : all));
  }

  private static Map<String, String> container(Side side) {
    Map<String, String> facts = new TreeMap<>();
    Container container = side.container();
    facts.put("kind", container.description());
    if (container instanceof Container.Nested nested) {
      facts.put("file system size", nested.innerSize() + " bytes");
      squashfs(facts, nested.squashfs());
    } else if (container instanceof Container.Bare bare) {
      facts.put("file system size", bare.size() + " bytes");
    } else if (container instanceof Container.Flat flat) {
      squashfs(facts, flat.squashfs());
    }
    ImageSession.superblock(container)
        .map(Ext4Superblock::label)
        .ifPresent(label -> facts.put("label", label));
    return facts;
  }

  private static void squashfs(Map<String, String> facts, SquashfsFacts squashfs) {
    facts.put("compressor", squashfs.compressor());
    facts.put("mksquashfs options", String.join(" ", squashfs.arguments()));
    facts.put("block size", squashfs.blockSize() + " bytes");
  }

  private static Map<String, String> system(Side side) {
    ImageFacts facts =
        FactsReader.read(side.tree(), ProgramArchitecture.of(side.tree()), List.of());
    Map<String, String> values = new TreeMap<>();
    facts.nvr().ifPresent(nvr -> values.put("nvr", nvr));
    values.put("profile", facts.profile().id());
    facts.architecture().ifPresent(arch -> values.put("architecture", arch));
    if (!facts.kernels().isEmpty()) {
      values.put("kernels", String.join(", ", facts.kernels()));
    }
    facts
        .packageManager()
        .map(PackageManagerKind::id)
        .ifPresent(kind -> values.put("package manager", kind));
    facts.rpmDatabaseLink().ifPresent(link -> values.put("rpm database link", link));
    facts.osRelease().fields().forEach((name, value) -> values.put("os-release " + name, value));
    return values;
  }
}
