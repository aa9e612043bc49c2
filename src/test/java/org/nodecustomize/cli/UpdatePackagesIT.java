package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Recipes that bring installed packages to newer versions, on images with yum and with dnf. */
class UpdatePackagesIT extends PackageRuns {
  @ParameterizedTest
  @EnumSource
  void anUpdateIsPlannedDoneAndDoneOnlyOnce(Sample sample) throws Exception {
    Path input = sample.image();
    String flavour = sample.flavour();
    Path demo = sample.demo();
    String old = "nc-demo-agent-1.0-1.%s.noarch".formatted(flavour);
    String newer = "nc-demo-agent-2.0-1.%s.noarch".formatted(flavour);
    Path install =
        recipe("install.yaml", "install: [%s/%s.rpm]\n".formatted(demo, old) + unsigned());
    Path base = directory.resolve("base.squashfs");
    program().succeed("apply", install, input, "-o", base);

    Path update =
        recipe(
            "update.yaml",
            """
            update: ["*"]
            exclude: [nc-conflicts-*]
            repos:
              - id: demo
                directory: %s
            """
                    .formatted(demo)
                + unsigned());
    String plan = program().succeed("plan", update, base).out();
    assertTrue(plan.contains("update " + old + " to " + newer + "\n"), plan);

    Path output = directory.resolve("out.squashfs");
    String told = program().succeed("apply", update, base, "-o", output).out();
    assertTrue(told.contains("installed " + newer + " (unsigned)\n"), told);
    assertTrue(told.contains("removed " + old + "\n"), told);
    Path inner = HostTools.inner(output, directory.resolve("after"));
    HostTools.run("e2fsck", "-fn", inner);
    assertEquals(
        "1.0 1\n2.0 2\n", HostTools.debugfs(inner, "cat /var/lib/nc-demo-agent/installed"));

    Path again = directory.resolve("again.squashfs");
    ProgramRun.Ended second = program().succeed("apply", update, output, "-o", again);
    assertTrue(second.out().contains("nothing newer than installed for '*'\n"), second.out());
    assertTrue(second.out().contains("nothing to do\n"), second.out());
    assertFalse(second.err().contains("start the appliance"), second.err());
    assertEquals(-1, Files.mismatch(output, again));
  }

  @Test
  void whatIsNotInstalledIsToldBeforeAnApplianceStarts() throws Exception {
    Path input = Requirement.sample("rocky9.squashfs");
    Path recipe =
        recipe(
            "update.yaml",
            """
            update: [bsh, "acme-*"]
            repos:
              - id: demo
                directory: %s
            """
                .formatted(Requirement.sample("rpms/el9/demo")));
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended = program().fail(1, "apply", recipe, input, "-o", output);
    assertFalse(ended.err().contains("start the appliance"), ended.err());
    assertEquals(
        """
        %1$s:3:12: error: packages.update[0]: 'bsh' is not installed
        hint: did you mean 'bash'?
        %1$s:3:17: error: packages.update[1]: no installed package is called 'acme-*'
        """
            .formatted(recipe),
        String.join("\n", ended.complaint()) + "\n");
    assertFalse(Files.exists(output));
  }

  @Test
  void anUpdateFromNowhereIsRefused() throws Exception {
    Path input = Requirement.sample("rocky9.squashfs");
    Path recipe = recipe("update.yaml", "update: [bash]\n");
    assertEquals(
        """
        %s:3:12: error: packages.update[0]: no repository to take newer packages from
        hint: name a directory of packages under 'repos' of a recipe
        """
            .formatted(recipe),
        String.join("\n", program().fail(2, "plan", recipe, input).complaint()) + "\n");
  }
}
