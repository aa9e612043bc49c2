package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Recipes on images whose tree is not in an ext4. */
class OtherImagesIT extends ProgramRuns {
  private static final String RECIPE =
      """
      apiVersion: node-customize/v1
      groups:
        - name: ops
          gid: 2100
      users:
        - name: alice
          uid: 2101
          groups: [ops]
      files:
        - path: /etc/acme/acme.conf
          content: "hello\\n"
          mode: "0640"
          group: ops
      motd: "hello node\\n"
      scripts:
        offline:
          - name: count
            content: |
              #!/bin/sh
              id -u alice >> /usr/share/acme-count
      release:
        suffix: acme
      """;

  private static final List<String> WRITTEN =
      List.of(
          "/etc/acme/acme.conf",
          "/usr/share/factory/etc/motd",
          "/usr/share/acme-count",
          "/usr/share/factory/etc/passwd",
          "/usr/share/imgbase/build/meta/nvr");

  /** Reads files of an image. */
  @FunctionalInterface
  private interface Reader {
    Map<String, String> read(Path image, List<String> paths) throws Exception;
  }

  /** The inputs, which nothing changes. */
  @TempDir private static Path images;

  private void appliedAndKnownAgain(Path input, boolean appliance, Reader reader) throws Exception {
    String before = HostTools.sha256(input);
    Path recipe = Files.writeString(directory.resolve("site.yaml"), RECIPE);
    ProgramRun.Ended planned = program().succeed("plan", recipe, input);
    assertTrue(planned.out().contains("write  /etc/motd\n"), planned.out());
    assertTrue(planned.out().contains("write  /usr/share/factory/etc/motd\n"), planned.out());
    assertEquals(appliance, planned.err().contains("start the appliance"), planned.err());

    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended = program().succeed("apply", recipe, input, "-o", output);
    assertEquals(before, HostTools.sha256(input));
    assertTrue(ended.out().contains("make user alice\n"), ended.out());
    assertEquals("hello\n", cat("/etc/acme/acme.conf", output));
    Map<String, String> files = reader.read(output, WRITTEN);
    assertEquals("hello\n", files.get("/etc/acme/acme.conf"));
    assertEquals("hello node\n", files.get("/usr/share/factory/etc/motd"));
    assertEquals("2101\n", files.get("/usr/share/acme-count"));
    assertTrue(files.getOrDefault("/usr/share/factory/etc/passwd", "").contains("alice:x:2101:"));
    assertEquals(
        "node-1.0-1.el7.acme.1",
        files.getOrDefault("/usr/share/imgbase/build/meta/nvr", "").strip());

    Path again = directory.resolve("again.squashfs");
    ProgramRun.Ended second = program().succeed("apply", recipe, output, "-o", again);
    assertTrue(second.out().contains("nothing to do\n"), second.out());
    assertEquals(-1, Files.mismatch(output, again));
  }

  private String cat(String path, Path image) throws Exception {
    return program().succeed("cat", path, image).out();
  }

  private static Map<String, String> byUnsquashfs(Path image, List<String> paths) {
    return paths.stream()
        .collect(
            Collectors.toMap(
                path -> path,
                path -> HostTools.run("unsquashfs", "-cat", image, path.substring(1))));
  }

  /** In one appliance. */
  private Map<String, String> byTheKernel(Path image, List<String> paths) throws IOException {
    String script =
        paths.stream()
            .map(path -> "echo '=== " + path + "'\ncat " + path + "\n")
            .collect(Collectors.joining());
    Path inner = HostTools.inner(image, directory.resolve("after"));
    return Objects.requireNonNull(
        ImageShell.ask(Map.of("image", inner), script, directory).get("image"));
  }

  @Test
  void aRecipeIsDoneInAFlatSquashfsAndSealed() throws Exception {
    Requirement.programs("mksquashfs", "unsquashfs", "xz", "tar");
    appliedAndKnownAgain(OtherImages.flat(images), false, OtherImagesIT::byUnsquashfs);
    Path output = directory.resolve("out.squashfs");
    String listing = HostTools.run("unsquashfs", "-lln", output, "etc/acme/acme.conf").strip();
    assertTrue(listing.matches("(?s).*-rw-r----- 0/2100 +6 .*acme.conf"), listing);
  }

  @Test
  void aRecipeIsDoneInAnXfsAndSealed() throws Exception {
    Requirement.programs("mkfs.xfs", "xfs_repair", "mksquashfs", "unsquashfs", "xz", "tar");
    appliedAndKnownAgain(OtherImages.xfs(images), true, this::byTheKernel);
    HostTools.run(
        "xfs_repair",
        "-n",
        "-f",
        HostTools.inner(directory.resolve("out.squashfs"), directory.resolve("repaired")));
  }

  @Test
  void whatCannotBeDoneInAFlatSquashfsIsToldBeforeAnApplianceStarts() throws Exception {
    Requirement.programs("mksquashfs", "xz", "tar");
    Path recipe =
        Files.writeString(
            directory.resolve("site.yaml"),
            "apiVersion: node-customize/v1\nservices:\n  enabled: [nowhere.service]\n");
    ProgramRun.Ended ended =
        program()
            .fail(
                1,
                "apply",
                recipe,
                OtherImages.flat(images),
                "-o",
                directory.resolve("out.squashfs"));
    assertFalse(ended.err().contains("start the appliance"), ended.err());
    assertEquals(
        List.of(recipe + ":3:13: error: services.enabled[0]: no unit"),
        ended.complaint().stream()
            .limit(1)
            .map(line -> line.replaceFirst("(no unit).*", "$1"))
            .toList());
  }

  @Test
  void aPackageIsAddedToAnXfsAndSealed() throws Exception {
    Requirement.programs("mkfs.xfs", "mksquashfs", "unsquashfs", "xz", "tar");
    Path caps = Requirement.sample("rpms/el7/demo/nc-caps-1.0-1.el7.noarch.rpm");
    Path input = OtherImages.xfs(images);
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended =
        program().succeed("add-rpm", "--allow-unsigned", caps, input, "-o", output);
    assertTrue(
        ended.out().startsWith("installed nc-caps-1.0-1.el7.noarch (unsigned)\n"), ended.out());
    assertFalse(ended.err().contains("not sealed"), ended.err());
    assertEquals(
        "node-1.0-1.el7.custom.1", cat("/usr/share/imgbase/build/meta/nvr", output).strip());
  }

  /** Returns the repaired image, which has no random seed any more. */
  private Path repaired(Path input) throws Exception {
    String before = HostTools.sha256(input);
    Path output = directory.resolve("out.squashfs");
    String told =
        program().succeed("check", "--fix", "--fail-on", "never", input, "-o", output).out();
    assertEquals(before, HostTools.sha256(input));
    assertTrue(told.startsWith(input + ": fixed\n"), told);
    assertTrue(told.contains("\n  /var/lib/systemd/random-seed: removed\n"), told);
    assertEquals(1, told.split("NC309", -1).length - 1, told);
    return output;
  }

  @Test
  void aFlatSquashfsIsRepaired() throws Exception {
    Requirement.programs("mksquashfs", "unsquashfs", "xz", "tar");
    Path input = OtherImages.flat(images);
    String seed = "var/lib/systemd/random-seed";
    assertTrue(HostTools.run("unsquashfs", "-lln", input, seed).contains(seed));
    assertFalse(HostTools.run("unsquashfs", "-lln", repaired(input), seed).contains(seed));
  }

  @Test
  void anXfsIsRepaired() throws Exception {
    Requirement.programs("mkfs.xfs", "xfs_repair", "mksquashfs", "unsquashfs", "xz", "tar");
    Path before = HostTools.inner(OtherImages.xfs(images), directory.resolve("before"));
    Path after = HostTools.inner(repaired(OtherImages.xfs(images)), directory.resolve("after"));
    HostTools.run("xfs_repair", "-n", "-f", after);
    Map<String, Map<String, String>> listed =
        ImageShell.ask(
            Map.of("before", before, "after", after),
            "echo '=== names'\nls /var/lib/systemd\n",
            directory);
    assertTrue(names(listed, "before").contains("random-seed"), listed::toString);
    assertFalse(names(listed, "after").contains("random-seed"), listed::toString);
  }

  private static String names(Map<String, Map<String, String>> listed, String image) {
    return Objects.requireNonNull(Objects.requireNonNull(listed.get(image)).get("names"));
  }
}
