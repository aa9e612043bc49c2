package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.apply.WebServer;

/** Repositories that are no directories, on images with yum and with dnf. */
class PackageSourcesIT extends PackageRuns {
  @ParameterizedTest
  @EnumSource
  void aMediumGivesAPackageAndWhatItNeeds(Sample sample) throws Exception {
    Requirement.programs("genisoimage");
    Path input = sample.image();
    String flavour = sample.flavour();
    Path demo = sample.demo();
    Path medium = directory.resolve("medium.iso");
    HostTools.run(
        "genisoimage", "-quiet", "-R", "-graft-points", "-o", medium, "/Packages/n=" + demo);
    Path recipe = installing("nc-demo-plugin", "iso: medium.iso\npath: Packages");

    String plan = program().succeed("plan", recipe, input).out();
    assertTrue(plan.contains("install nc-demo-plugin-1.0-1." + flavour + ".noarch\n"), plan);

    Path output = directory.resolve("out.squashfs");
    String told = program().succeed("apply", recipe, input, "-o", output).out();
    assertTrue(told.contains("installed nc-demo-plugin-1.0-1." + flavour), told);
    assertTrue(told.contains("installed nc-demo-agent-2.0-1." + flavour), told);
    Path agent = demo.resolve("nc-demo-agent-2.0-1.%s.noarch.rpm".formatted(flavour));
    assertTrue(
        Files.readString(directory.resolve("site.lock")).contains(HostTools.sha256(agent)), told);

    Path again = directory.resolve("again.squashfs");
    program().succeed("apply", "--update-lock", recipe, output, "-o", again);
    assertEquals(-1, Files.mismatch(output, again));
    assertTrue(Files.readString(directory.resolve("site.lock")).contains(HostTools.sha256(agent)));
  }

  @ParameterizedTest
  @EnumSource
  void aServerGivesASignedPackageWhereTheNetworkIsAllowed(Sample sample) throws Exception {
    Requirement.programs("createrepo_c");
    Path input = sample.image();
    String flavour = sample.flavour();
    String file = "nc-demo-agent-1.0-1.%s.noarch.rpm".formatted(flavour);
    Path signed = Requirement.sample("rpms/%s/signed/%s".formatted(flavour, file));
    Path repository = directory.resolve("served");
    Files.createDirectories(repository.resolve("n"));
    Files.copy(signed, repository.resolve("n").resolve(file));
    HostTools.run("createrepo_c", "--quiet", repository);
    try (WebServer server = new WebServer()) {
      server.files("/" + flavour + "/", repository);
      Path recipe =
          recipe(
              "site.yaml",
              """
              install: [nc-demo-agent]
              repos:
                - id: mirror
                  url: %s
                  keys: [%s]
              lock: site.lock
              """
                  .formatted(
                      server.address("/" + flavour),
                      Requirement.sample("keys/RPM-GPG-KEY-node-customize-test")));
      Path output = directory.resolve("out.squashfs");
      assertEquals(
          List.of(
              recipe
                  + ":5:7: error: packages.repos[0]: packages from a server need the option"
                  + " --network",
              "hint: add --network, or copy them and name the directory: dnf download --resolve"
                  + " NAME"),
          program().fail(2, "apply", recipe, input, "-o", output).complaint());
      assertEquals(List.of(), server.asked());

      String plan = program().succeed("plan", "--network", recipe, input).out();
      assertTrue(plan.contains("install nc-demo-agent-1.0-1." + flavour + ".noarch\n"), plan);
      assertFalse(server.asked().stream().anyMatch(path -> path.endsWith(".rpm")));

      String told = program().succeed("apply", "--network", recipe, input, "-o", output).out();
      assertTrue(told.contains("installed nc-demo-agent-1.0-1." + flavour), told);
      assertTrue(
          Files.readString(directory.resolve("site.lock")).contains(HostTools.sha256(signed)));

      Path again = directory.resolve("again.squashfs");
      String second = program().succeed("apply", "--network", recipe, output, "-o", again).out();
      assertTrue(second.contains("nothing to do\n"), second);
      assertEquals(-1, Files.mismatch(output, again));
    }
  }

  @Test
  void unsignedPackagesAreNotTakenOverHttp() throws Exception {
    Path recipe = installing("nc-demo-plugin", "url: http://127.0.0.1:9/");
    assertEquals(
        List.of(
            recipe
                + ":5:7: error: packages.repos[0]: packages without a signature are not taken over"
                + " http",
            "hint: name it by https://, or copy them and name the directory"),
        program().fail(2, "plan", "--network", recipe, Sample.ROCKY9.image()).complaint());
  }
}
