package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Asks an image that a recipe made why its paths are as they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhyIT {
  private static final String RECIPE =
      """
      apiVersion: node-customize/v1
      packages:
        install: ["PACKAGE"]
        repos: [{id: demo, directory: REPOSITORY}]
        signatures:
          allowUnsigned: ["nc-*"]
          reason: a package made for this test
      users:
        - name: alice
          uid: 2101
      files:
        - path: /etc/acme/acme.conf
          content: "secret-word\\n"
        - path: /etc/shells
          content: "/bin/sh\\n"
      scripts:
        offline:
          - name: count
            content: |
              #!/bin/sh
              mkdir -p /usr/share/acme
              id -u alice > /usr/share/acme/count
      """;

  private final Path directory = temporary();
  private final Path work = directory.resolve("work");
  private final Path input = Requirement.sample("rocky9.squashfs");
  private final Path output = directory.resolve("out.squashfs");
  private final Path recipe = directory.resolve("site.yaml");

  private static Path temporary() {
    try {
      return Files.createTempDirectory("why");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void apply() throws Exception {
    Files.createDirectory(work);
    Files.writeString(
        recipe,
        RECIPE
            .replace("PACKAGE", plugin().toString())
            .replace("REPOSITORY", String.valueOf(plugin().getParent())));
    new ProgramRun(work)
        .with("SOURCE_DATE_EPOCH", "1900000000")
        .succeed("apply", recipe, input, "-o", output);
  }

  @AfterAll
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private String why(String path) throws Exception {
    return new ProgramRun(work).succeed("why", "-q", path, output).out();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/etc/acme/acme.conf | apply, 2030-03-17T17:46:40Z: write /etc/acme/acme.conf (RECIPE:12:",
        "/etc/shells | apply, 2030-03-17T17:46:40Z: write /etc/shells (RECIPE:14:",
        "/etc/shells | of package setup-2.13.7",
        "/usr/share/factory/etc/shells | pristine copy of /etc/shells, which is the same",
        "/usr/share/factory/etc/shells | its original: apply, 2030-03-17T17:46:40Z: write /etc/shells",
        "/etc/passwd | make user alice (RECIPE:9:",
        "/usr/share/acme/count | changed by a program in the image: run script count",
        "/usr/lib/sysusers.d/50-node-customize.conf | sealed for NC302 (account-without-sysusers",
        "/usr/share/imgbase/build/meta/nvr | sealed for NC602 (nvr-not-bumped",
        "/usr/bin/bash | as it brought it",
        "/etc/filesystems | of package setup-2.13.7",
      })
  void aPathIsExplained(String path, String expected) throws Exception {
    String told = why(path);
    assertTrue(told.contains(expected.replace("RECIPE", recipe.toString())), told);
  }

  @Test
  void aPackagesFileIsExplainedByTheRunThatInstalledIt() throws Exception {
    String file =
        HostTools.run("rpm", "-qlp", "--nosignature", plugin()).lines().findFirst().orElseThrow();
    String told = why(file);
    assertTrue(told.contains("of package nc-demo-plugin-1.0-1.el9.noarch"), told);
    assertTrue(
        told.contains(
            "the package: apply, 2030-03-17T17:46:40Z: installed nc-demo-plugin-1.0-1.el9.noarch ("
                + recipe
                + ":3:13: packages.install[0])\n"),
        told);
  }

  private static Path plugin() {
    return Requirement.sample("rpms/el9/demo/nc-demo-plugin-1.0-1.el9.noarch.rpm");
  }

  @Test
  void aDependencyIsExplainedByWhatNeedsIt() throws Exception {
    String told = why("/usr/bin/nc-demo-agent");
    assertTrue(
        told.matches(
            "(?s).*the package: apply, 2030-03-17T17:46:40Z: installed"
                + " nc-demo-agent-[12]\\.0-1\\.el9\\.noarch, needed by nc-demo-plugin \\("
                + Pattern.quote(recipe.toString())
                + ":3:13: packages\\.install\\[0\\]\\)\n.*"),
        told);
  }

  @Test
  void anUnknownPathFailsWithASuggestion() throws Exception {
    assertEquals(
        List.of(
            "/etc/shels: error: no such file or directory in the image",
            "hint: did you mean /etc/shells?"),
        new ProgramRun(work).fail(1, "why", "-q", "/etc/shels", output).complaint());
  }

  @Test
  void theRecordHoldsNoContentAndStaysSmall() throws Exception {
    String record =
        new ProgramRun(work)
            .succeed("cat", "-q", "/usr/share/node-customize/changes.jsonl", output)
            .out();
    assertTrue(!record.contains("secret-word"), record);
    assertTrue(record.length() < 8000, record);
  }

  @Test
  void eachDifferenceOfFilesHasACause() throws Exception {
    ProgramRun.Ended ended = new ProgramRun(work).run("diff", "--format", "json", input, output);
    assertEquals(1, ended.exitCode(), ended::err);
    Map<String, Object> report = Json.object(ended.out());
    List<String> without =
        ((List<?>) Json.member(report, "files"))
            .stream()
                .map(one -> (Map<?, ?>) one)
                .filter(one -> one.get("cause") == null)
                .map(one -> String.valueOf(one.get("path")))
                .toList();
    assertEquals(List.of(), without);
    String text = new ProgramRun(work).run("diff", "-q", input, output).out();
    assertTrue(
        text.contains("/etc/shells: content 44 bytes -> 8 bytes (setup; by " + recipe + ":14:"),
        text);
    String asked = "(by " + recipe + ":3:13: packages.install[0]";
    assertTrue(text.contains("added      nc-demo-plugin-1.0-1.el9.noarch " + asked + ")\n"), text);
    assertTrue(text.contains(".el9.noarch " + asked + ", needed by nc-demo-plugin)\n"), text);
  }
}
