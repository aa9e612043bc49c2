package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/**
 * The recipes of {@code customizations}, all in one run, on the sample in the layouts of the profiles
 * that it has not by itself. An image of OSTree has no /etc for programs of packages to work in:
 * there, those that need no packages.
 */
class ProfilesIT extends ProgramRuns {
  private static final Path RECIPES = Path.of("src/test/resources/recipes");
  private static final List<String> ACCOUNTS = List.of("passwd", "group", "shadow", "gshadow");

  /** Makes another layout of the sample by debugfs. */
  private Path variant(List<String> requests) throws IOException {
    Path inner = HostTools.inner(Sample.ROCKY9.image(), directory.resolve("variant"));
    for (String file : ACCOUNTS) {
      HostTools.debugfs(inner, "dump /etc/%s %s".formatted(file, directory.resolve(file)));
    }
    HostTools.edit(inner, requests);
    return inner;
  }

  private static Path packed(Path inner) throws IOException {
    HostTools.run("e2fsck", "-fn", inner);
    return HostTools.packedAgain(inner);
  }

  private Path applied(Path base, Object... recipe) throws Exception {
    List<Object> words = new ArrayList<>(List.of("apply"));
    words.addAll(List.of(recipe));
    Path output = directory.resolve("out.squashfs");
    words.addAll(List.of(base, "-o", output));
    program().succeed(words.toArray());
    Path again = directory.resolve("again.squashfs");
    words.set(words.size() - 3, output);
    words.set(words.size() - 1, again);
    ProgramRun.Ended second = program().succeed(words.toArray());
    assertTrue(second.out().contains("nothing to do\n"), second.out());
    return output;
  }

  private void check(Path base, Path output, String profile, String warned) throws Exception {
    ProgramRun.Ended ended =
        program().run("check", "--format", "json", "--fail-on", "never", "--base", base, output);
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("\"profile\" : \"" + profile + "\""), ended.out());
    Findings found = Findings.of(ended.out());
    assertEquals("", found.errors(), found::toString);
    assertEquals(warned, found.warnings(), found::toString);
  }

  @Test
  void presetsAreInUsrEtcAndLinkedOrCopied() throws Exception {
    Requirement.programs("debugfs", "mksquashfs");
    List<String> requests = new ArrayList<>(List.of("mkdir /usr/etc"));
    ACCOUNTS.forEach(
        file -> requests.add("write %s /usr/etc/%s".formatted(directory.resolve(file), file)));
    Path base = packed(variant(requests));
    Path output =
        applied(
            base,
            RECIPES.resolve("combined.yaml"),
            "--set",
            "driver=" + Requirement.sample("rpms/el9/demo/nc-caps-1.0-1.el9.noarch.rpm"),
            "--set",
            "agent=" + Requirement.sample("rpms/el9/signed/nc-demo-agent-1.0-1.el9.noarch.rpm"));
    Path inner = HostTools.inner(output, directory.resolve("after"));
    assertTrue(
        HostTools.debugfs(inner, "stat /etc/example-product.conf")
            .contains("\"../usr/etc/example-product.conf\""));
    for (String etc : List.of("/usr/etc", "/usr/share/factory/etc")) {
      assertTrue(HostTools.debugfs(inner, "cat " + etc + "/passwd").contains("operator1:x:1501:"));
      assertEquals("Together.\n", HostTools.debugfs(inner, "cat " + etc + "/motd"));
    }
    // What the recipes call overrides of the site is not known to a check of the image alone.
    check(base, output, "ngn", "NC101 NC103 NC107 NC120 NC204 NC311 NC614");
  }

  @Test
  void everythingIsInUsrEtcWhereThereIsNoOther() throws Exception {
    Requirement.programs("debugfs", "mksquashfs");
    Path moved = variant(List.of("link /etc /usr/etc", "unlink /etc"));
    // The directory's own way up is mended; 1 says that something was.
    HostTools.run("sh", "-c", "e2fsck -fy \"$0\" || [ $? -eq 1 ]", moved);
    Path base = packed(moved);
    Path output = applied(base, RECIPES.resolve("combined-without-packages.yaml"));
    Path inner = HostTools.inner(output, directory.resolve("after"));
    assertTrue(HostTools.debugfs(inner, "stat /etc").isEmpty());
    assertTrue(HostTools.debugfs(inner, "cat /usr/etc/passwd").contains("operator1:x:1501:"));
    assertEquals("Together.\n", HostTools.debugfs(inner, "cat /usr/etc/motd"));
    assertTrue(
        HostTools.debugfs(inner, "cat /usr/etc/chrony.conf").contains("server ntp1.example.org"));
    assertTrue(
        HostTools.debugfs(inner, "cat /usr/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")
            .contains(
                Files.readAllLines(Path.of("customizations/files/ca/site-root-ca.pem")).get(2)));
    check(base, output, "ostree", "");
  }
}
