package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.tree.Bytes;

/** What the operations write, read by the systemd of this machine. */
class HostSystemdIT {
  private static final String UNITS = "/usr/lib/systemd/system/";
  private static final String SYSTEMD = "/lib/systemd/systemd";
  private static final Pattern STARTED =
      Pattern.compile("Action: (\\S+\\.(?:service|socket)) -> start");
  private static final HostProgram PROGRAMS = new HostProgram(new Cancellation());

  @TempDir private Path root;

  private final SmallTree tree =
      new SmallTree()
          .with("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
          .with("/etc/group", "root:x:0:\n")
          .with(
              UNITS + "agent.service",
              """
              [Unit]
              Description=Agent
              [Service]
              ExecStart=/bin/sh -c true
              [Install]
              WantedBy=multi-user.target
              Alias=monitor.service
              Also=agent.socket
              """)
          .with(
              UNITS + "agent.socket",
              "[Socket]\nListenStream=/run/agent\n[Install]\nWantedBy=sockets.target\n")
          .with(
              UNITS + "port@.service",
              "[Service]\nExecStart=/bin/sh -c true\n[Install]\nWantedBy=multi-user.target\n")
          .with(
              UNITS + "vendor.service",
              "[Service]\nExecStart=/bin/sh -c true\n[Install]\nWantedBy=multi-user.target\n")
          .withLink(UNITS + "multi-user.target.wants/vendor.service", "../vendor.service")
          .with(
              UNITS + "multi-user.target", "[Unit]\nDefaultDependencies=no\nWants=sockets.target\n")
          .with(UNITS + "sockets.target", "[Unit]\nDefaultDependencies=no\n")
          .with("/usr/lib/systemd/libsystemd-shared-252.so", "")
          .with("/usr/lib/systemd/system-preset/90-vendor.preset", "disable *\n");

  @BeforeEach
  void systemdIsThere() {
    Requirement.programs("systemctl", "systemd-analyze", "systemd-tmpfiles", "setpriv");
  }

  /** JUnit warns of links that lead out of the directory that it deletes. */
  @AfterEach
  void removeLinks() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private void apply(TreeOperation... operations) throws IOException {
    for (TreeOperation operation : operations) {
      operation.apply(tree, event -> {});
    }
    tree.exportTo(root);
  }

  private static ProgramResult run(String... command) {
    return PROGRAMS.run(List.of(command), Duration.ofSeconds(30));
  }

  private String state(String unit) {
    return run("systemctl", "--root=" + root, "is-enabled", unit).out().strip();
  }

  /** The services and sockets that systemd starts with the multi-user target of the tree. */
  private Set<String> started() throws IOException {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = root + Units.ETC + ":" + root + Units.USR;
    List<String> command = new ArrayList<>();
    if (Files.getOwner(root).getName().equals("root")) {
      // systemd refuses to test as root.
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of("env", "SYSTEMD_UNIT_PATH=" + path, SYSTEMD));
    command.addAll(List.of("--test", "--system", "--unit=multi-user.target"));
    ProgramResult result = PROGRAMS.run(command, Duration.ofSeconds(60));
    assertTrue(result.succeeded(), result.err());
    Matcher matcher = STARTED.matcher(result.out());
    Set<String> units = new TreeSet<>();
    while (matcher.find()) {
      units.add(matcher.group(1));
    }
    return units;
  }

  @Test
  void systemdStartsWhatIsEnabled() throws IOException {
    tree.with("/usr/sbin/grubby", "");
    apply(
        new EnableUnit(HERE, "agent"),
        new EnableUnit(HERE, "port@80"),
        new KernelArguments(HERE, List.of("quiet"), List.of()));
    assertEquals(
        Set.of(
            "agent.service",
            "agent.socket",
            KernelArguments.UNIT,
            "port@80.service",
            "vendor.service"),
        started());
    assertEquals("alias", state("monitor.service"));
  }

  @Test
  void systemdDoesNotStartWhatIsDisabledOrMasked() throws IOException {
    apply(
        new EnableUnit(HERE, "agent"),
        new EnableUnit(HERE, "port@80"),
        new DisableUnit(HERE, "agent", false),
        new DisableUnit(HERE, "vendor", false),
        new MaskUnit(HERE, "port@80", false));
    assertEquals(Set.of(), started());
    assertEquals("masked", state("port@80.service"));
  }

  @Test
  void anEarlierSystemdHasTheVendorsUnitMasked() throws IOException {
    tree.remove("/usr/lib/systemd/libsystemd-shared-252.so");
    apply(new DisableUnit(HERE, "vendor", false));
    assertEquals("masked", state("vendor.service"));
    assertEquals(Set.of(), started());
  }

  @Test
  void systemctlPresetTurnsEnabledUnitsOn() throws IOException {
    apply(new EnableUnit(HERE, "agent"), new EnableUnit(HERE, "port@80"));
    ProgramResult result =
        run(
            "systemctl",
            "--root=" + root,
            "preset",
            "agent.service",
            "port@80.service",
            "vendor.service");
    assertTrue(result.succeeded(), result.err());
    assertEquals("enabled", state("agent.service"));
    assertEquals("enabled", state("port@80.service"));
    assertEquals("disabled", state("vendor.service"));
  }

  @Test
  void ourUnitsAndDropInsAreGoodForSystemd() throws IOException {
    tree.with("/usr/sbin/grubby", "");
    apply(
        new KernelArguments(HERE, List.of("quiet"), List.of()),
        new FirstbootScript(
            HERE, 1, ScriptCall.of("a", Bytes.of("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)))),
        new UnitDropIn(HERE, "agent", "x", "[Service]\nNice=5\n", Intent.PRESET),
        new PlaceUnit(HERE, "mine", "[Service]\nExecStart=/bin/true\n", Intent.OVERRIDE));
    for (String path :
        List.of(
            UNITS + KernelArguments.UNIT,
            UNITS + FirstbootScript.UNIT,
            UNITS + "agent.service",
            Units.ETC + "/mine.service")) {
      // Programs are looked up on this machine.
      ProgramResult verified = run("systemd-analyze", "verify", "--man=no", root + path);
      List<String> faults =
          verified.err().lines().filter(line -> !line.contains("is not executable")).toList();
      assertEquals(List.of(), faults);
    }
  }

  @Test
  void tmpfilesRulesMakeWhatTheySay() throws IOException {
    apply(
        new TmpfilesRule(HERE, "d /var/lib/agent 0750 root root -"),
        new TmpfilesRule(HERE, "L+ /etc/x - - - - ../y"));
    ProgramResult result =
        run("systemd-tmpfiles", "--root=" + root, "--create", root + TmpfilesRule.FILE);
    assertTrue(result.succeeded(), result.err());
    assertEquals(Path.of("../y"), Files.readSymbolicLink(root.resolve("etc/x")));
    assertEquals(
        0750, (int) Files.getAttribute(root.resolve("var/lib/agent"), "unix:mode") & 07777);
  }

  @Test
  void kernelParametersAreAmongThoseOfSysctl() throws IOException {
    apply(new SetSysctl(HERE, Map.of("vm.swappiness", "10")));
    String all = run("systemd-analyze", "--root=" + root, "cat-config", "sysctl.d").out();
    assertTrue(all.contains("90-node-customize.conf"), all);
    assertTrue(all.contains("vm.swappiness = 10"), all);
  }
}
