package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.ProgramRun;

/** The lock file of a recipe, on images with yum and with dnf. */
class PackageLockIT extends PackageRuns {
  /** From a directory beside the recipe. */
  private Path recipe(String name) throws IOException {
    return installing(name, "directory: repository");
  }

  private Path copy(Path demo, String name) throws IOException {
    Path repository = Files.createDirectories(directory.resolve("repository"));
    return Files.copy(demo.resolve(name), repository.resolve(name));
  }

  private List<String> lock() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("site.lock"))) {
      return lines.filter(line -> !line.startsWith("#")).toList();
    }
  }

  private List<String> inDirectory() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLockIsWrittenKeptToAndWrittenAnew(Sample sample) throws Exception {
    Path input = sample.image();
    Path demo = sample.demo();
    String end = "." + sample.flavour() + ".noarch";
    Path first = copy(demo, "nc-demo-agent-1.0-1" + end + ".rpm");
    Path recipe = recipe("nc-demo-agent");

    String plan = program().succeed("plan", recipe, input).out();
    assertTrue(plan.contains("install nc-demo-agent-1.0-1" + end + "\n"), plan);
    assertFalse(Files.exists(directory.resolve("site.lock")));

    Path output = directory.resolve("out.squashfs");
    program().succeed("apply", recipe, input, "-o", output);
    List<String> locked =
        List.of("nc-demo-agent-1.0-1" + end + " sha256:" + HostTools.sha256(first));
    assertEquals(locked, lock());
    assertEquals(
        List.of("out.squashfs", "repository", "site.lock", "site.yaml", "work"), inDirectory());

    // A newer one in the repository is passed over.
    Path second = copy(demo, "nc-demo-agent-2.0-1" + end + ".rpm");
    Path plugin = copy(demo, "nc-demo-plugin-1.0-1" + end + ".rpm");
    String kept = program().succeed("plan", recipe, input).out();
    assertTrue(kept.contains("install nc-demo-agent-1.0-1" + end + "\n"), kept);

    // What is needed is locked with what needs it.
    recipe = recipe("nc-demo-plugin");
    Path anew = directory.resolve("anew.squashfs");
    program().succeed("apply", "--update-lock", recipe, input, "-o", anew);
    assertEquals(
        List.of(
            "nc-demo-agent-2.0-1" + end + " sha256:" + HostTools.sha256(second),
            "nc-demo-plugin-1.0-1" + end + " sha256:" + HostTools.sha256(plugin)),
        lock());
    List<String> both = lock();

    // On its own output there is nothing to do, and what is there is what is locked.
    Path again = directory.resolve("again.squashfs");
    program().succeed("apply", "--update-lock", recipe, anew, "-o", again);
    assertEquals(-1, Files.mismatch(anew, again));
    assertEquals(both, lock());
  }

  @Test
  void anotherFileUnderALockedNameIsRefusedBeforeAnApplianceStarts() throws Exception {
    Path input = Sample.ROCKY9.image();
    Path demo = Sample.ROCKY9.demo();
    Path plugin = copy(demo, "nc-demo-plugin-1.0-1.el9.noarch.rpm");
    copy(demo, "nc-demo-agent-1.0-1.el9.noarch.rpm");
    String wrong = "0".repeat(64);
    Files.writeString(
        directory.resolve("site.lock"),
        "nc-demo-plugin-1.0-1.el9.noarch sha256:%s\nnc-demo-agent-1.0-1.el9.noarch\n"
            .formatted(wrong));
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended =
        program().fail(1, "apply", recipe("nc-demo-plugin"), input, "-o", output);
    assertEquals(
        List.of(
            "%s: error: not the file of the lock: expected sha256 %s but was %s"
                .formatted(plugin, wrong, HostTools.sha256(plugin)),
            "hint: get the package again, or resolve anew: --update-lock"),
        ended.complaint());
    assertFalse(ended.err().contains("start the appliance"), ended.err());
    assertFalse(Files.exists(output));
  }

  @Test
  void whatIsNotLockedIsToldWithTheWayOut() throws Exception {
    Path input = Sample.ROCKY9.image();
    copy(Sample.ROCKY9.demo(), "nc-demo-plugin-1.0-1.el9.noarch.rpm");
    Files.writeString(directory.resolve("site.lock"), "nc-demo-plugin-0.9-1.el9.noarch\n");
    assertEquals(
        List.of(
            "nc-demo-plugin: error: nc-demo-plugin-1.0-1.el9.noarch is not in the lock file",
            "hint: resolve anew: --update-lock"),
        program().fail(1, "plan", recipe("nc-demo-plugin"), input).complaint());
  }

  @Test
  void aLockToUpdateHasToBeNamed() throws Exception {
    Path input = Sample.ROCKY9.image();
    Path recipe =
        Files.writeString(
            directory.resolve("site.yaml"), "apiVersion: node-customize/v1\nmotd: hello\n");
    assertEquals(
        List.of(
            "--update-lock: error: the recipe has no lock file",
            "hint: name one in it: packages: {lock: site.lock}"),
        program().fail(2, "plan", "--update-lock", recipe, input).complaint());
  }
}
