package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Requirement;

class SavedPlanIT extends ProgramRuns {
  private static final String HASH = "$6$abcdefgh$" + "A".repeat(86);
  private static final String RECIPE =
      """
      apiVersion: node-customize/v1
      vars:
        site: berlin
        secretHash:
      files:
        - path: /etc/acme/acme.conf
          source: files/acme.conf
        - path: /etc/acme/private.key
          content: "a private content\\n"
          mode: "0600"
      users:
        - name: alice
          uid: 2101
          password: ${secretHash}
      motd: "${site} node\\n"
      """;
  private Path recipe = Path.of("");
  private Path plan = Path.of("");

  @BeforeEach
  void writeInputs() throws IOException {
    Files.createDirectory(directory.resolve("files"));
    Files.writeString(directory.resolve("files/acme.conf"), "as planned\n");
    recipe = Files.writeString(directory.resolve("site.yaml"), RECIPE);
    plan = directory.resolve("site.plan");
  }

  private Path image() {
    return Requirement.sample("centos7.squashfs");
  }

  private String planned() throws Exception {
    program()
        .succeed(
            "plan",
            recipe,
            image(),
            "--set",
            "site=wien",
            "--set",
            "secretHash=" + HASH,
            "--save-plan",
            plan);
    return Files.readString(plan);
  }

  @Test
  void whatWasPlannedIsDoneAndNothingElse() throws Exception {
    String saved = planned();
    assertFalse(saved.contains(HASH), saved);
    assertFalse(saved.contains("a private content"), saved);
    assertTrue(saved.contains("\"name\" : \"site\",\n    \"value\" : \"wien\""), saved);
    assertTrue(saved.contains("\"sha256\" : \"" + HostTools.sha256(image()) + "\""), saved);
    Path output = directory.resolve("out.squashfs");
    List<String> complaint = program().fail(3, "apply", plan, image(), "-o", output).complaint();
    assertEquals(
        plan + ": error: the value of \"secretHash\" is not kept in a plan", complaint.get(0));
    assertEquals("hint: give it again: --set secretHash=VALUE", complaint.get(1));

    Object[] kept = {plan, image(), "--set", "secretHash=" + HASH};
    assertEquals(
        program()
            .succeed("plan", recipe, image(), "--set", "site=wien", "--set", "secretHash=" + HASH)
            .out(),
        program().succeed(with(kept, "apply", "--dry-run")).out());
    program().succeed(with(kept, "apply", "-o", output));
    Path inner = HostTools.inner(output, directory.resolve("after"));
    assertEquals("wien node\n", HostTools.debugfs(inner, "cat /etc/motd"));
    assertEquals("as planned\n", HostTools.debugfs(inner, "cat /etc/acme/acme.conf"));
  }

  private static Object[] with(Object[] arguments, Object... before) {
    return Stream.concat(Arrays.stream(before), Arrays.stream(arguments)).toArray();
  }

  @Test
  void everythingThatIsAnotherIsNamedAtOnce() throws Exception {
    planned();
    Path other = directory.resolve("other.squashfs");
    Files.copy(image(), other);
    Files.write(other, new byte[4096], java.nio.file.StandardOpenOption.APPEND);
    Files.writeString(directory.resolve("files/acme.conf"), "another\n");
    Files.writeString(recipe, RECIPE.replace("motd: ", "timezone: Europe/Berlin\n# motd: "));
    List<String> told =
        program()
            .fail(
                3,
                "apply",
                plan,
                other,
                "-o",
                directory.resolve("out.squashfs"),
                "--set",
                "secretHash=x",
                "--set",
                "site=bonn")
            .complaint();
    String all = String.join("\n", told);
    for (String expected :
        List.of(
            plan + ": error: \"secretHash\" is not what was planned with",
            plan + ": error: \"site\" is not what was planned with",
            directory.resolve("files/acme.conf") + ": error: changed since the plan was made: ",
            recipe + ": error: changed since the plan was made: ",
            other + ": error: not the image of the plan, \"centos7.squashfs\": ")) {
      assertTrue(all.contains(expected), all);
    }
    assertFalse(all.contains(HASH), all);
  }

  @Test
  void whatThePlanWouldDoNowIsCompared() throws Exception {
    planned();
    Files.writeString(directory.resolve("files/acme.conf"), "another\n");
    Files.writeString(recipe, RECIPE.replace("motd: \"${site} node\\n\"", "hostname: ${site}"));
    String all =
        String.join(
            "\n",
            program()
                .fail(
                    3,
                    "apply",
                    plan,
                    image(),
                    "-o",
                    directory.resolve("out.squashfs"),
                    "--set",
                    "secretHash=" + HASH)
                .complaint());
    for (String expected :
        List.of(
            plan + ": error: would not be done any more: path write /etc/motd\n",
            plan
                + ": error: would be done with another content, owner or mode:"
                + " path write /etc/acme/acme.conf\n",
            plan + ": error: would be done too: path write /etc/hostname\n",
            "hint: look at what it would do now, and save that:"
                + " node-customize plan --save-plan FILE SITE IMAGE")) {
      assertTrue((all + "\n").contains(expected), all);
    }
  }

  @Test
  void aPlanIsNeitherReplacedNorReadWhereItIsSpoiled() throws Exception {
    planned();
    assertEquals(
        List.of(
            plan + ": error: exists already",
            "hint: remove it, or choose another name with --save-plan FILE"),
        program()
            .fail(2, "plan", recipe, image(), "--set", "secretHash=" + HASH, "--save-plan", plan)
            .complaint());
    Files.writeString(plan, Files.readString(plan).replace("\"version\" : 1", "\"version\" : 9"));
    assertEquals(
        List.of(
            plan + ": error: unsupported plan: expected version 1 but was \"9\"",
            "hint: plan again with this program: node-customize plan --save-plan FILE ..."),
        program()
            .fail(3, "apply", plan, image(), "-o", directory.resolve("out.squashfs"))
            .complaint());
  }
}
