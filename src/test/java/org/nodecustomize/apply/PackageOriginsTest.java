package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.report.ChangeRecord.PackageOrigin;
import org.nodecustomize.rpm.Dependency;
import org.nodecustomize.rpm.Evr;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.Stated;

class PackageOriginsTest {
  private static final RpmPackage APP = made("app", "1", "", "lib");
  private static final RpmPackage LIB = made("lib", "2", "", "base");
  private static final RpmPackage BASE = made("base", "3", "");
  private static final RpmPackage TOOL = made("tool", "4", "old-tool");

  private static RpmPackage made(
      String name, String version, String obsoletes, String... requires) {
    return new RpmPackage(
        Path.of("/rpms/" + name + ".rpm"),
        RpmFile.Kind.BINARY,
        nevra(name, version),
        "",
        "",
        "",
        "linux",
        Optional.empty(),
        Arrays.stream(requires).map(PackageOriginsTest::any).toList(),
        List.of(any(name)),
        List.of(),
        Stream.of(obsoletes).filter(one -> !one.isEmpty()).map(PackageOriginsTest::any).toList(),
        List.of(),
        List.of(),
        0,
        "cpio",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static Dependency any(String name) {
    return new Dependency(name, Set.of(), 0, Evr.parse("0"));
  }

  private static Nevra nevra(String name, String version) {
    return new Nevra(name, 0, version, "1", "noarch");
  }

  private static AdmittedPackages admitted(List<RpmPackage> wanted, RpmPackage... candidates) {
    return new AdmittedPackages(
        wanted.stream().map(PackageOriginsTest::admitted).toList(),
        Arrays.stream(candidates).map(PackageOriginsTest::admitted).toList(),
        List.of());
  }

  private static AdmittedPackages.Admitted admitted(RpmPackage one) {
    return new AdmittedPackages.Admitted(one, "x", "unsigned");
  }

  private static PackageAddition wishing(
      List<PackageInstall> wishes, List<Stated<String>> updates) {
    return new PackageAddition(
        List.of(),
        List.of(),
        updates,
        List.of(),
        List.of(),
        List.of(),
        true,
        false,
        false,
        List.of(),
        Optional.empty(),
        wishes);
  }

  private static PackageInstall file(int index, RpmPackage one) {
    return new PackageInstall(
        origin(index), new PackageInstall.Files("*.rpm", List.of(one.path())));
  }

  private static Origin origin(int index) {
    return new Origin("site.yaml:3:5", "packages.install[" + index + "]");
  }

  private static PackageChanges changes(List<RpmPackage> came, Nevra... went) {
    return new PackageChanges(came.stream().map(RpmPackage::nevra).toList(), Arrays.asList(went));
  }

  @Test
  void aPackageIsFromItsWishAndWhatItNeedsIsFromTheSame() {
    PackageAddition addition =
        wishing(
            List.of(file(0, APP), new PackageInstall(origin(1), new PackageInstall.Named("tool"))),
            List.of());
    assertEquals(
        List.of(
            new PackageOrigin(
                "base-3-1.noarch", "site.yaml:3:5: packages.install[0]", Optional.of("app")),
            new PackageOrigin(
                "app-1-1.noarch", "site.yaml:3:5: packages.install[0]", Optional.empty()),
            new PackageOrigin(
                "lib-2-1.noarch", "site.yaml:3:5: packages.install[0]", Optional.of("app")),
            new PackageOrigin(
                "tool-4-1.noarch", "site.yaml:3:5: packages.install[1]", Optional.empty())),
        PackageOrigins.of(
            addition,
            admitted(List.of(APP, TOOL), LIB, BASE),
            changes(List.of(BASE, APP, LIB, TOOL))));
  }

  @Test
  void whatIsReplacedWentForWhatCame() {
    PackageAddition addition =
        wishing(
            List.of(file(0, TOOL)),
            List.of(new Stated<>(new Origin("site.yaml:9:3", "packages.update[0]"), "li*")));
    assertEquals(
        List.of(
            new PackageOrigin(
                "tool-4-1.noarch", "site.yaml:3:5: packages.install[0]", Optional.empty()),
            new PackageOrigin(
                "lib-2-1.noarch", "site.yaml:9:3: packages.update[0]", Optional.empty()),
            new PackageOrigin(
                "lib-1-1.noarch", "site.yaml:9:3: packages.update[0]", Optional.empty()),
            new PackageOrigin(
                "old-tool-7-1.noarch", "site.yaml:3:5: packages.install[0]", Optional.empty())),
        PackageOrigins.of(
            addition,
            admitted(List.of(TOOL, LIB)),
            changes(
                List.of(TOOL, LIB),
                nevra("lib", "1"),
                nevra("old-tool", "7"),
                nevra("unrelated", "1"))));
  }

  @Test
  void aCommandLineTellsWhatADependencyIsForAndNothingOfWhatItNames() {
    assertEquals(
        List.of(new PackageOrigin("lib-2-1.noarch", "", Optional.of("app"))),
        PackageOrigins.of(
            wishing(List.of(), List.of()),
            admitted(List.of(APP), LIB),
            changes(List.of(APP, LIB))));
  }
}
