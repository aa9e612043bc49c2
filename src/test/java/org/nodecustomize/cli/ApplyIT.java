package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

class ApplyIT extends ProgramRuns {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops";

  private static final String RECIPE =
      """
      apiVersion: node-customize/v1
      name: a site
      vars:
        greeting: hello
      packages:
        install: ["PACKAGE"]
        signatures:
          allowUnsigned: ["nc-*"]
          reason: a package made for this test
      groups:
        - name: ops
          gid: 2100
          members: [alice]
      users:
        - name: alice
          uid: 2101
          sshKeys: ["%s"]
          createHome: true
      files:
        - path: /usr/lib/systemd/system/acme.service
          content: |
            [Unit]
            Description=Acme
            [Service]
            Type=oneshot
            ExecStart=/bin/true
            [Install]
            WantedBy=multi-user.target
        - path: /etc/acme/acme.conf
          content: "${greeting}\\n"
          mode: "0640"
          group: ops
      services:
        enabled: [acme.service]
      kernel:
        sysctl:
          net.ipv4.ip_forward: 1
      motd: "${greeting} node\\n"
      scripts:
        offline:
          - name: count
            content: |
              #!/bin/sh
              id -u alice >> /usr/share/acme-count
      release:
        suffix: acme
      """
          .formatted(KEY);

  /** A second of 2035, later than what any sample has in /etc. */
  private static final String TIME = "2051222400";

  private Path recipe(String text) throws IOException {
    return Files.writeString(directory.resolve("site.yaml"), text);
  }

  private static List<String> lines(Path inner, String path) {
    return HostTools.debugfs(inner, "cat " + path).lines().toList();
  }

  @ParameterizedTest
  @CsvSource({"centos7, el7", "rocky9, el9"})
  void aRecipeIsDoneSealedAndDoneOnlyOnce(String name, String flavour) throws Exception {
    Path input = Requirement.sample(name + ".squashfs");
    String before = HostTools.sha256(input);
    Path agent =
        Requirement.sample(
            "rpms/%s/demo/nc-demo-agent-1.0-1.%s.noarch.rpm".formatted(flavour, flavour));
    Path recipe = recipe(RECIPE.replace("PACKAGE", agent.toString()));
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended = program().succeed("apply", recipe, input, "-o", output);
    assertEquals(before, HostTools.sha256(input));
    assertTrue(ended.out().contains("installed nc-demo-agent-1.0-1." + flavour), ended.out());
    assertTrue(ended.out().contains("make user alice\n"), ended.out());
    assertTrue(ended.out().contains("enable acme.service\n"), ended.out());

    Path inner = HostTools.inner(output, directory.resolve("after"));
    HostTools.run("e2fsck", "-fn", inner);
    assertEquals(List.of("hello"), lines(inner, "/etc/acme/acme.conf"));
    assertEquals(List.of("hello"), lines(inner, "/usr/share/factory/etc/acme/acme.conf"));
    String config = HostTools.debugfs(inner, "stat /etc/acme/acme.conf");
    assertTrue(config.contains("Mode:  0640"), config);
    assertTrue(config.replaceAll(" +", " ").contains("User: 0 Group: 2100 "), config);
    assertTrue(
        HostTools.debugfs(
                inner, "stat /usr/lib/systemd/system/multi-user.target.wants/acme.service")
            .contains("Type: symlink"));
    for (String etc : List.of("/etc", "/usr/share/factory/etc")) {
      assertTrue(
          lines(inner, etc + "/passwd").stream()
              .anyMatch(line -> line.startsWith("alice:x:2101:2101:")),
          etc);
      assertTrue(lines(inner, etc + "/group").contains("ops:x:2100:alice"), etc);
    }
    assertTrue(lines(inner, "/home/alice/.ssh/authorized_keys").contains(KEY));
    assertEquals(List.of("2101"), lines(inner, "/usr/share/acme-count"));
    String nvr = HostTools.debugfs(inner, "cat /usr/share/imgbase/build/meta/nvr");
    assertTrue(nvr.endsWith(".acme.1"), nvr);
    assertTrue(
        HostTools.debugfs(inner, "cat /usr/lib/sysusers.d/50-node-customize.conf")
            .contains("u alice 2101"));
    List<String> record = lines(inner, "/usr/share/node-customize/changes.jsonl");
    assertEquals(1, record.size());
    assertTrue(record.get(0).contains("\"operation\":\"apply\""), record.get(0));
    assertTrue(record.get(0).contains("\"name\":\"site.yaml\",\"sha256\":\""), record.get(0));
    assertTrue(record.get(0).contains("\"base\":\"" + before + "\""), record.get(0));
    String inspected = program().succeed("inspect", output).out();
    assertTrue(inspected.contains("\nbase:            sha256 " + before + "\n"), inspected);
    assertTrue(inspected.contains("\nchanged:         once, last by node-customize "), inspected);

    Path again = directory.resolve("again.squashfs");
    ProgramRun.Ended second = program().succeed("apply", recipe, output, "-o", again);
    assertTrue(second.out().contains("nothing to do\n"), second.out());
    assertEquals(-1, Files.mismatch(output, again));
  }

  @ParameterizedTest
  @CsvSource({"centos7", "rocky9"})
  void theSameRecipeGivesTheSameBytes(String name) throws Exception {
    Path recipe =
        recipe(
            """
            apiVersion: node-customize/v1
            files:
              - path: /etc/acme.conf
                content: "x\\n"
            users:
              - name: bob
                uid: 2200
            scripts:
              offline:
                - name: late
                  content: |
                    #!/bin/sh
                    sleep $(($(od -An -N1 -tu1 /dev/urandom) % 3))
                    mkdir /var/lib/acme
                    date +%s > /var/lib/acme/made
            """);
    Path inner = requireSameBytes(name, "apply", recipe);
    assertEquals(List.of(TIME), lines(inner, "/var/lib/acme/made"));
  }

  @ParameterizedTest
  @CsvSource({"centos7, el7", "rocky9, el9"})
  void theSamePackageGivesTheSameBytes(String name, String flavour) throws Exception {
    requireSameBytes(
        name,
        "add-rpm",
        "--allow-unsigned",
        Requirement.sample(
            "rpms/%s/demo/nc-demo-agent-1.0-1.%s.noarch.rpm".formatted(flavour, flavour)));
  }

  /** Returns the inner image of the output. */
  private Path requireSameBytes(String sample, Object... command) throws Exception {
    List<Path> outputs = List.of(directory.resolve("one"), directory.resolve("two"));
    for (Path output : outputs) {
      List<Object> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of(Requirement.sample(sample + ".squashfs"), "-o", output));
      program().with("SOURCE_DATE_EPOCH", TIME).succeed(arguments.toArray(Object[]::new));
    }
    assertEquals(-1, Files.mismatch(outputs.get(0), outputs.get(1)));
    Path inner = HostTools.inner(outputs.get(0), directory.resolve("inner"));
    HostTools.run("e2fsck", "-fn", inner);
    return inner;
  }

  @Test
  void aFailingScriptLeavesNoOutputAndIsNamedWithItsLine() throws Exception {
    Path input = Requirement.sample("centos7.squashfs");
    Path recipe =
        recipe(
            """
            apiVersion: node-customize/v1
            scripts:
              offline:
                - name: breaks
                  content: |
                    #!/bin/sh
                    echo the disk is on fire
                    exit 3
            """);
    Path output = directory.resolve("out.squashfs");
    List<String> complaint = program().fail(1, "apply", recipe, input, "-o", output).complaint();
    assertEquals(
        recipe
            + ":4:7: error: scripts.offline[0]: run script breaks: breaks failed with exit code 3",
        complaint.get(0));
    assertTrue(complaint.contains("  the disk is on fire"), complaint.toString());
    assertFalse(Files.exists(output));
  }

  @Test
  void whatTheImageCannotDoIsToldAtOnceAndBeforeAnApplianceStarts() throws Exception {
    Path input = Requirement.sample("rocky9.squashfs");
    Path recipe =
        recipe(
            """
            apiVersion: node-customize/v1
            services:
              enabled: [nowhere.service]
            timezone: Europe/Pragu
            """);
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended = program().fail(1, "apply", recipe, input, "-o", output);
    assertFalse(ended.err().contains("start the appliance"), ended.err());
    assertTrue(
        ended.err().contains(recipe + ":3:13: error: services.enabled[0]: no unit"), ended.err());
    assertTrue(ended.err().contains(recipe + ":4:11: error: timezone: "), ended.err());
    assertTrue(ended.err().contains("did you mean \"Europe/Prague\"?"), ended.err());
  }

  @Test
  void aPlanTellsOrderPathsAndWhatMakesItSurvive() throws Exception {
    Path input = Requirement.sample("centos7.squashfs");
    String before = HostTools.sha256(input);
    Path recipe =
        recipe(
            """
            apiVersion: node-customize/v1
            motd: "hello\\n"
            groups:
              - name: ops
                gid: 2100
            """);
    String plan = program().succeed("plan", recipe, input).out();
    assertTrue(plan.indexOf("make group ops") < plan.indexOf("set motd"), plan);
    assertTrue(plan.contains("write  /etc/motd\n"), plan);
    assertTrue(plan.contains("write  /usr/share/factory/etc/motd\n"), plan);
    assertTrue(plan.contains("[NC301]"), plan);
    assertEquals(before, HostTools.sha256(input));
    assertEquals(plan, program().succeed("apply", "--dry-run", recipe, input).out());
  }
}
