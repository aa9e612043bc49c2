package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Event;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.op.system.RebuildInitramfs.When;

/** What the operations write in the CentOS 7 sample, read by the image's own programs. */
class CentosOperationsIT extends SampleOperations {
  CentosOperationsIT() {
    super("centos7.squashfs", "en_US.UTF-8");
  }

  @Override
  List<TreeOperation> further() {
    return List.of(
        new PlaceUnit(
            HERE,
            "agent",
            """
            [Unit]
            Description=Agent
            [Service]
            ExecStart=/bin/true
            [Install]
            WantedBy=multi-user.target
            Alias=monitor.service
            """,
            Intent.PRESET),
        new UnitDropIn(HERE, "agent", "nice", "[Service]\nNice=5\n", Intent.PRESET),
        new EnableUnit(HERE, "agent"),
        new EnableUnit(HERE, "debug-shell"),
        new EnableUnit(HERE, "getty@tty7"),
        new MaskUnit(HERE, "systemd-readahead-collect", false),
        new FirstbootScript(
            HERE, 10, ScriptCall.of("hello", bytes("echo hello from the first boot\n"))),
        new SetSysctl(HERE, Map.of("vm.swappiness", "10")),
        new TmpfilesRule(HERE, "d /var/lib/agent 0750 root wheel -"),
        new LoginMessage(HERE, LoginMessage.When.AFTER_LOGIN, "site", "Welcome\n"));
  }

  @Test
  void theImagesSystemctlKnowsTheUnits() {
    assertEquals("masked\n", sample.shell("systemctl is-enabled systemd-readahead-collect || :\n"));
    assertEquals(
        "../agent.service\n",
        sample.shell("readlink /usr/lib/systemd/system/multi-user.target.wants/agent.service\n"));
    // In a tree that does not run, systemd applies presets on its disk.
    String preset = sample.shell("systemctl preset agent.service getty@tty7.service 2>&1\n");
    assertEquals("enabled\n", sample.shell("systemctl is-enabled agent.service\n"), preset);
    assertEquals("enabled\n", sample.shell("systemctl is-enabled getty@tty7.service\n"), preset);
  }

  @Test
  void theImagesSystemdFindsNoFaultInOurUnits() {
    assertEquals(
        "",
        sample.shell(
            "systemd-analyze verify agent.service "
                + FirstbootScript.UNIT
                + " 2>&1 | grep -E '"
                + "agent|firstboot' || :\n"));
  }

  @Test
  void theFirstBootProgramRunsInTheImage() {
    assertEquals(
        "10-hello: started\nhello from the first boot\n10-hello: done\n",
        sample.shell(FirstbootScript.PROGRAM + " 2>&1\n"));
    assertEquals("", sample.shell(FirstbootScript.PROGRAM + " 2>&1\n"));
    assertEquals("10-hello\n", sample.shell("ls /var/lib/node-customize/firstboot\n"));
  }

  @Test
  void settingsAreInEffect() {
    assertEquals("Welcome\n", sample.shell("cat /etc/motd\n"));
    assertEquals(
        "750 root wheel\n",
        sample.shell(
            "systemd-tmpfiles --create "
                + TmpfilesRule.FILE
                + "\n"
                + "stat -c '%a %U %G' /var/lib/agent\n"));
  }

  @Test
  void offlineScriptsRunWithTheirInterpreter() {
    List<Event> told = new ArrayList<>();
    new OfflineScript(
            HERE,
            new ScriptCall(
                "facts",
                bytes(
                    """
                    #!/usr/bin/python
                    import os, sys
                    print os.getcwd()
                    print os.environ['SITE']
                    print sys.argv[1]
                    """),
                List.of("it's $HOME"),
                new TreeMap<>(Map.of("SITE", "a\\b `id`")),
                ScriptCall.LIMIT))
        .command()
        .run(sample.image(), told::add);
    String work = sample.image().scratch() + "/" + ImageCommand.DIRECTORY;
    assertEquals(
        List.of(
            new Event.LogLine("facts", work),
            new Event.LogLine("facts", "a\\b `id`"),
            new Event.LogLine("facts", "it's $HOME")),
        told);
    assertEquals("", sample.shell("ls -A " + work + " 2>/dev/null || :\n"));
  }

  @Test
  void aScriptThatFailsShowsItsEnd() {
    assertEquals(
        """
        site.yaml:3:5: key: run script fails: fails failed with exit code 7
          about to fail
        """,
        Problems.of(
            OperationException.class,
            () ->
                new OfflineScript(
                        HERE, ScriptCall.of("fails", bytes("echo about to fail\nexit 7\n")))
                    .command()
                    .run(sample.image(), event -> {})));
  }

  @Test
  void aScriptThatTakesTooLongIsEnded() {
    String text =
        Problems.of(
            OperationException.class,
            () ->
                new OfflineScript(
                        HERE,
                        new ScriptCall(
                            "waits",
                            bytes("echo waiting\nsleep 600\n"),
                            List.of(),
                            new TreeMap<>(),
                            Duration.ofSeconds(3)))
                    .command()
                    .run(sample.image(), event -> {}));
    assertEquals(
        """
        site.yaml:3:5: key: run script waits: a command in the image did not end within 3 s
          waiting
        """,
        text);
    assertEquals("here\n", sample.shell("echo here\n"));
  }

  @Test
  void theInitramfsIsMadeByTheImagesDracut() {
    List<String> log = new ArrayList<>();
    new RebuildInitramfs(HERE, When.ALWAYS)
        .command(sample.image(), List.of(), event -> {})
        .orElseThrow()
        .run(
            sample.image(),
            event -> {
              if (event instanceof Event.LogLine line) {
                log.add(line.text());
              }
            });
    assertTrue(log.get(0).startsWith("initramfs of "), log.toString());
    String made =
        sample.shell(
            "for f in /boot/initramfs-*.img; do stat -c '%a' $f; lsinitrd $f | grep -c"
                + " '^-.* usr/lib/systemd/systemd$'; ls /boot/*.new 2>/dev/null || :; done\n");
    assertEquals("600\n1\n", made, String.join("\n", log));
  }
}
