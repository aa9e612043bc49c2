package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.TestData;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.site.recipe.SiteReader;

/** What recipes do to packages of which the image has some version already. */
final class InstalledVersionsTest {
  private static final String BEAR = "bear-4.1-1.noarch.rpm";

  @TempDir private Path directory = Path.of("");

  private static ImageFacts facts(Nevra... installed) {
    return new ImageFacts(
        new OsRelease(Map.of()),
        Optional.empty(),
        LayoutProfile.IMGBASED,
        Optional.of("x86_64"),
        List.of(),
        Optional.of(PackageManagerKind.DNF),
        Optional.empty(),
        Arrays.stream(installed).map(nevra -> new InstalledPackage(nevra, 0, 0)).toList());
  }

  private static Nevra bear(String version) {
    return new Nevra("bear", 0, version, "1", "noarch");
  }

  /** What would happen to packages, and whether anything is due. */
  private List<String> lines(String packages, ImageFacts facts) throws IOException {
    Files.createDirectories(directory.resolve("rpms"));
    if (!Files.exists(directory.resolve("rpms").resolve(BEAR))) {
      Files.copy(TestData.require("rpms/pulp/" + BEAR), directory.resolve("rpms").resolve(BEAR));
    }
    Path recipe =
        Files.writeString(
            directory.resolve("site.yaml"),
            "apiVersion: node-customize/v1\npackages:\n"
                + packages.indent(2)
                + "  repos: [{id: r, directory: rpms}]\n");
    HostContext context =
        new HostContext(Events.none(), new Cancellation(), directory, directory.resolve("cache"));
    try (WorkDirectory work = WorkDirectory.open(directory)) {
      return new SiteChange(
              "plan", SiteReader.read(recipe, Map.of()), SiteOptions.NONE, Instant.EPOCH)
          .packageLines(facts, work, context);
    }
  }

  @Test
  void aFileThatIsInstalledAlreadyIsNotRemoved() throws IOException {
    String packages = "remove: [bear]\ninstall: [rpms/*.rpm]\n";
    assertEquals(List.of("install bear-4.1-1.noarch"), lines(packages, facts()));
    assertEquals(List.of(), lines(packages, facts(bear("4.1"))));
    assertEquals(
        List.of("remove bear-3.0-1.noarch", "install bear-4.1-1.noarch"),
        lines(packages, facts(bear("3.0"))));
  }

  @Test
  void aNameIsNotContentWithAVersionThatGoes() throws IOException {
    for (String removed : List.of("bear-3.0", "\"be*\"")) {
      String packages = "remove: [" + removed + "]\ninstall: [bear]\n";
      assertEquals(
          List.of("remove bear-3.0-1.noarch", "install bear-4.1-1.noarch"),
          lines(packages, facts(bear("3.0"))));
      assertEquals(List.of(), lines(packages, facts(bear("4.1"))));
    }
    assertEquals(
        List.of("remove cat-1-1.noarch"),
        lines(
            "remove: [cat]\ninstall: [bear]\n",
            facts(bear("3.0"), new Nevra("cat", 0, "1", "1", "noarch"))));
  }

  @Test
  void aNameIsNotContentWithLessThanTheLockHas() throws IOException {
    String packages = "install: [bear]\nlock: site.lock\n";
    assertEquals(List.of(), lines(packages, facts(bear("3.0"))));
    Files.writeString(directory.resolve("site.lock"), "bear-4.1-1.noarch\n");
    assertEquals(List.of("install bear-4.1-1.noarch"), lines(packages, facts(bear("3.0"))));
    assertEquals(List.of(), lines(packages, facts(bear("4.1"))));
    assertEquals(List.of(), lines(packages, facts(bear("5.0"))));
  }
}
