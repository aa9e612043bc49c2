package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Runs that are ended from outside, at each stage, and what is left of them. */
class InterruptIT {
  private static final String BOOT = "{\"event\":\"stage-started\",\"stage\":\"boot\"}";
  private static final String PACK = "{\"event\":\"stage-started\",\"stage\":\"pack\"}";

  /** The first thing that a program of the image prints: rpm, while it installs. */
  private static final String TRANSACTION = "\"source\":\"image\"";

  @TempDir Path directory = Path.of("");
  private Path work = Path.of("");
  private Path image = Path.of("");
  private Path agent = Path.of("");
  private String before = "";

  @BeforeEach
  void prepare() throws IOException {
    agent = Requirement.sample("rpms/el7/demo/nc-demo-agent-1.0-1.el7.noarch.rpm");
    image = directory.resolve("image.squashfs");
    Files.copy(Requirement.sample("centos7.squashfs"), image);
    before = HostTools.sha256(image);
    work = Files.createDirectory(directory.resolve("work"));
  }

  /** Starts an addition and waits until it is at some point. */
  private Process runningUntil(ProgramRun program, String sign) throws Exception {
    List<Object> arguments =
        new ArrayList<>(List.of("add-rpm", "--format", "json", "--allow-unsigned", agent, image));
    if (sign.equals(PACK)) {
      // Only what was changed is packed too soon to be caught in it.
      arguments.addAll(List.of("--recompress", "xz"));
    }
    Process process = program.start(arguments.toArray());
    program.awaitSign(process, () -> program.err().contains(sign));
    return process;
  }

  private void interrupted(String signal, String sign) throws Exception {
    ProgramRun program = new ProgramRun(work);
    Process process = runningUntil(program, sign);
    if (sign.equals(BOOT)) {
      program.awaitSign(
          process, () -> program.processes().stream().anyMatch(line -> line.contains("qemu")));
      Thread.sleep(500);
    }
    HostTools.run("kill", "-" + signal, process.pid());
    ProgramRun.Ended ended = program.end(process, 10);
    assertEquals(130, ended.exitCode(), ended::err);
    assertEquals("", ended.out());
    assertTrue(ended.err().endsWith("error: interrupted; nothing was written\n"), ended::err);
    program.requireNothingLeft();
    assertOnlyTheInput();
  }

  private void assertOnlyTheInput() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(image, work), files.sorted().toList());
    }
    assertEquals(before, HostTools.sha256(image));
  }

  @Test
  void sigintWhileTheApplianceStarts() throws Exception {
    interrupted("INT", BOOT);
  }

  @Test
  void sigtermInTheMiddleOfATransaction() throws Exception {
    interrupted("TERM", TRANSACTION);
  }

  @Test
  void sigintWhileTheOutputIsWritten() throws Exception {
    interrupted("INT", PACK);
  }

  @Test
  void sigtermWhileTheApplianceStarts() throws Exception {
    interrupted("TERM", BOOT);
  }

  @Test
  void afterKillNoApplianceLivesAndTheNextRunCleans() throws Exception {
    ProgramRun program = new ProgramRun(work);
    Process process = runningUntil(program, TRANSACTION);
    assertFalse(program.processes().isEmpty());
    process.destroyForcibly();
    program.awaitNoProcess(10);
    process.waitFor();
    try (Stream<Path> left = Files.list(program.workDirectories())) {
      assertEquals(2, left.count(), "a directory and its lock");
    }

    // It was killed before it packed: an unfinished output as a later kill leaves it.
    Path run;
    try (Stream<Path> left = Files.list(program.workDirectories())) {
      run = left.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Path unfinished = Path.of(Files.readString(run.resolve("unfinished-output")));
    assertEquals(directory, unfinished.getParent());
    Files.writeString(unfinished, "half");

    Path text = Files.writeString(work.resolve("notes.rpm"), "no package");
    program.fail(1, "add-rpm", text, image);
    assertOnlyTheInput();
  }

  @Test
  void aSecondRunOnTheSameImageIsNotInTheWay() throws Exception {
    ProgramRun program = new ProgramRun(work);
    Process first = runningUntil(program, BOOT);
    Path other = Files.createDirectory(directory.resolve("other"));
    Path elsewhere = other.resolve("out.squashfs");
    ProgramRun.Ended second =
        new ProgramRun(other)
            .run("add-rpm", "--format", "json", "--allow-unsigned", agent, image, "-o", elsewhere);
    assertEquals(0, second.exitCode(), second::err);
    assertEquals(elsewhere.toString(), Json.object(second.out()).get("output"));
    ProgramRun.Ended ended = program.end(first, 200);
    assertEquals(0, ended.exitCode(), ended::err);
    program.requireNothingLeft();
    assertTrue(Files.exists(directory.resolve("image-custom.squashfs")));
    assertEquals(before, HostTools.sha256(image));
  }
}
