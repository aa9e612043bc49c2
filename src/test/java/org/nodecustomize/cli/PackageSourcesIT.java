package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Repositories that are no directories, on images with yum and with dnf. */
class PackageSourcesIT {
  @TempDir Path directory = Path.of("");
  private Path work = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    work = Files.createDirectory(directory.resolve("work"));
  }

  @AfterEach
  void leaveNothing() throws IOException {
    new ProgramRun(work).requireNothingLeft();
  }

  private Path recipe(String repository) throws IOException {
    return Files.writeString(
        directory.resolve("site.yaml"),
        """
        apiVersion: node-customize/v1
        packages:
          install: [nc-demo-plugin]
          repos:
            - id: site
        %s
          signatures:
            allowUnsigned: ["nc-*"]
            reason: packages made for this test
          lock: site.lock
        """
            .formatted(repository.indent(6).stripTrailing()));
  }

  @ParameterizedTest
  @CsvSource({"centos7, el7", "rocky9, el9"})
  void aMediumGivesAPackageAndWhatItNeeds(String name, String flavour) throws Exception {
    Requirement.programs("genisoimage");
    Path input = Requirement.sample(name + ".squashfs");
    Path demo = Requirement.sample("rpms/%s/demo".formatted(flavour));
    Path medium = directory.resolve("medium.iso");
    HostTools.run(
        "genisoimage", "-quiet", "-R", "-graft-points", "-o", medium, "/Packages/n=" + demo);
    Path recipe = recipe("iso: medium.iso\npath: Packages\n");

    String plan = new ProgramRun(work).succeed("plan", recipe, input).out();
    assertTrue(plan.contains("install nc-demo-plugin-1.0-1." + flavour + ".noarch\n"), plan);

    Path output = directory.resolve("out.squashfs");
    String told = new ProgramRun(work).succeed("apply", recipe, input, "-o", output).out();
    assertTrue(told.contains("installed nc-demo-plugin-1.0-1." + flavour), told);
    assertTrue(told.contains("installed nc-demo-agent-2.0-1." + flavour), told);
    Path agent = demo.resolve("nc-demo-agent-2.0-1.%s.noarch.rpm".formatted(flavour));
    assertTrue(
        Files.readString(directory.resolve("site.lock")).contains(HostTools.sha256(agent)), told);

    Path again = directory.resolve("again.squashfs");
    new ProgramRun(work).succeed("apply", "--update-lock", recipe, output, "-o", again);
    assertEquals(-1, Files.mismatch(output, again));
    assertTrue(Files.readString(directory.resolve("site.lock")).contains(HostTools.sha256(agent)));
  }
}
