package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

class ShellIT extends ProgramRuns {
  private ProgramRun.Ended typed(String lines, Object... arguments) throws Exception {
    ProgramRun run = program();
    Process process = run.start(arguments);
    try (OutputStream in = process.getOutputStream()) {
      in.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    return run.end(process, 300);
  }

  @Test
  void linesRunOneAfterTheOtherAndNothingOfThemStays() throws Exception {
    Path image = Requirement.sample("centos7.squashfs");
    String before = HostTools.sha256(image);
    ProgramRun.Ended ended =
        typed(
            """
            cd /etc
            pwd; umask

            echo 'a "quoted" $HOME \u00e4' > new; cat new
            cd nowhere
            false
            cd /usr && exit 7
            pwd
            rpm -q bash
            printf '\\033[31mred\\n'
            exit
            echo never
            """,
            "shell",
            image);
    assertEquals(0, ended.exitCode(), ended.err());
    List<String> lines = ended.out().lines().toList();
    assertEquals("/etc", lines.get(0), ended.out());
    assertEquals("a \"quoted\" $HOME \u00e4", lines.get(2));
    assertTrue(lines.get(3).contains("nowhere"), lines.get(3));
    assertEquals("/usr", lines.get(4));
    assertTrue(lines.get(5).startsWith("bash-4.2"), lines.get(5));
    assertEquals("red", lines.get(6));
    assertEquals(7, lines.size(), ended.out());
    assertEquals(
        List.of("exit status 1", "exit status 1", "exit status 7"),
        ended.err().lines().filter(line -> line.startsWith("exit status")).toList());
    assertEquals(before, HostTools.sha256(image));
    program().requireNothingLeft();
  }

  @Test
  void anInterruptionAtThePromptEndsItAtOnce() throws Exception {
    ProgramRun run = program();
    Process process = run.start("shell", Requirement.sample("centos7.squashfs"));
    process.getOutputStream().write("echo ready\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    run.awaitSign(process, () -> run.out().equals("ready\n"));
    HostTools.run("kill", "-INT", process.pid());
    ProgramRun.Ended ended = run.end(process, 10);
    assertEquals(130, ended.exitCode(), ended::err);
    assertTrue(ended.err().endsWith("error: interrupted; nothing was written\n"), ended::err);
  }

  @Test
  void oneCommandRunsWithItsWordsAsTheyAre() throws Exception {
    Path image = Requirement.sample("rocky9.squashfs");
    ProgramRun.Ended ended =
        program().succeed("shell", image, "--", "printf", "[%s]\\n", "$HOME", "it's; reboot", "");
    assertEquals("[$HOME]\n[it's; reboot]\n[]\n", ended.out());
    ProgramRun.Ended failed = program().run("shell", image, "--", "sh", "-c", "exit 5");
    assertEquals(1, failed.exitCode());
    assertTrue(failed.err().contains("\nexit status 5\n"), failed.err());
    ProgramRun.Ended late = program().run("shell", "--time-limit", 2, image, "--", "sleep", "60");
    assertEquals(1, late.exitCode());
    assertTrue(late.err().contains("\nexit status 124\n"), late.err());
  }

  @Test
  void whatIsWrittenIsSealedAndPacked() throws Exception {
    Path image = Requirement.sample("centos7.squashfs");
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended =
        typed("echo by hand > /etc/acme.conf\n", "shell", "--write", "-o", output, image);
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.out().contains("run 1 command by hand\n"), ended.out());
    Path inner = HostTools.inner(output, directory.resolve("after"));
    assertEquals("by hand\n", HostTools.debugfs(inner, "cat /etc/acme.conf"));
    assertEquals("by hand\n", HostTools.debugfs(inner, "cat /usr/share/factory/etc/acme.conf"));
    assertFalse(
        HostTools.debugfs(inner, "cat /usr/share/node-customize/changes.jsonl")
            .contains("acme.conf"));
    Path same = directory.resolve("same.squashfs");
    ProgramRun.Ended looked =
        program().succeed("shell", "--write", "-o", same, image, "--", "true");
    assertTrue(looked.out().contains("nothing to do\n"), looked.out());
    assertEquals(-1, Files.mismatch(image, same));
    program().fail(1, "shell", "--write", "-o", directory.resolve("no"), image, "--", "false");
    assertFalse(Files.exists(directory.resolve("no")));
  }

  @Test
  void theWorkOfAFailedRunIsKeptOnRequestAndCanBeLookedAt() throws Exception {
    Path image = Requirement.sample("centos7.squashfs");
    Path recipe =
        Files.writeString(
            directory.resolve("site.yaml"),
            """
            apiVersion: node-customize/v1
            files:
              - path: /etc/acme.conf
                content: "before it failed\\n"
            scripts:
              offline:
                - name: breaks
                  content: |
                    #!/bin/sh
                    echo the disk is on fire
                    touch /usr/share/was-here
                    exit 3
            """);
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended = program().run("apply", "--keep-work", recipe, image, "-o", output);
    assertEquals(1, ended.exitCode(), ended.err());
    assertFalse(Files.exists(output));
    Path kept;
    try (Stream<Path> left = Files.list(program().workDirectories())) {
      List<Path> all = left.toList();
      assertEquals(1, all.size(), all::toString);
      kept = all.get(0);
    }
    assertTrue(
        ended
            .err()
            .contains(
                "kept in %s: the file system as it was then (image.raw) and what the run told (log); look around: node-customize shell --work %s; remove it: rm -r %s\n"
                    .formatted(kept, kept, kept)),
        ended.err());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
    String log = Files.readString(kept.resolve("log"));
    assertTrue(log.contains("breaks: the disk is on fire\n"), log);
    assertTrue(log.contains("failed with exit code 3\n"), log);
    HostTools.run("e2fsck", "-fn", kept.resolve("image.raw"));
    assertEquals(
        "before it failed\n", HostTools.debugfs(kept.resolve("image.raw"), "cat /etc/acme.conf"));

    ProgramRun.Ended shell =
        program().run("shell", "--work", kept, "--", "ls", "/usr/share/was-here", "/etc/acme.conf");
    assertEquals(0, shell.exitCode(), shell.err());
    assertEquals("/etc/acme.conf\n/usr/share/was-here\n", shell.out());
    ProgramRun.Ended doctor = program().run("doctor");
    assertTrue(doctor.out().contains("kept work        1 of runs that failed, "), doctor.out());
    assertTrue(doctor.out().contains("fix: rm -r " + kept + "\n"), doctor.out());
    assertTrue(Files.exists(kept.resolve("image.raw")));
    HostTools.run("rm", "-r", kept);
  }
}
