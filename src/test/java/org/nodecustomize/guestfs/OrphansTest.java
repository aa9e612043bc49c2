package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a process that stands for qemu. */
class OrphansTest {
  @TempDir Path work = Path.of("");
  private Path temporary = Path.of("");
  private List<Process> started = List.of();

  @BeforeEach
  void prepare() throws IOException {
    temporary = new Orphans(work).temporary();
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String argument) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", "while :; do sleep 1; done", "sh", argument).start();
    started = List.of(process);
    return process;
  }

  @Test
  void theRecordedProcessIsEndedAndItsFilesAreRemoved() throws Exception {
    Process process = start("append=" + temporary.getFileName());
    Files.writeString(temporary.resolve("overlay.qcow2"), "x");
    Files.writeString(work.resolve("kept"), "not ours");
    new Orphans(work).record(process.pid(), temporary);
    assertEquals(1, Orphans.endLeftover(work));
    assertTrue(process.waitFor(5, TimeUnit.SECONDS));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(work.resolve("kept")), left.toList());
    }
    assertEquals(0, Orphans.endLeftover(work));
  }

  @Test
  void aProcessThatTookTheNumberIsLeftAlone() throws Exception {
    Process process = start("append=" + temporary.getFileName());
    OptionalLong start = ApplianceProcesses.startTime(process.pid());
    Files.writeString(
        work.resolve("appliance.pid"),
        "pid=%d\nstart=%d\ntemporary=%s\n"
            .formatted(process.pid(), start.orElseThrow() + 1, temporary.getFileName()));
    assertEquals(0, Orphans.endLeftover(work));
    assertTrue(process.isAlive());
  }

  @Test
  void aProcessWithAnotherCommandLineIsLeftAlone() throws Exception {
    Process process = start("another");
    new Orphans(work).record(process.pid(), temporary);
    assertEquals(0, Orphans.endLeftover(work));
    assertTrue(process.isAlive());
  }

  @Test
  void aDamagedRecordIsRemoved() throws IOException {
    for (String text : List.of("", "pid=\nstart=", "pid=1\nstart=1\ntemporary=/etc", "\\u00")) {
      Files.writeString(work.resolve("appliance.pid"), text);
      assertEquals(0, Orphans.endLeftover(work), text);
      assertFalse(Files.exists(work.resolve("appliance.pid")), text);
    }
  }

  @Test
  void aRecordCannotNameAnyDirectoryToRemove(@TempDir Path other) throws IOException {
    Path precious = Files.createDirectory(other.resolve("precious"));
    Files.writeString(work.resolve("appliance.pid"), "pid=1\nstart=1\nsockets=" + precious + "\n");
    Orphans.endLeftover(work);
    assertTrue(Files.exists(precious));
  }

  @Test
  void aLinkInTheWorkDirectoryIsNotFollowed(@TempDir Path other) throws IOException {
    Path precious = Files.writeString(other.resolve("precious"), "x");
    Files.createSymbolicLink(work.resolve("appliance-link"), other);
    Orphans.endLeftover(work);
    assertTrue(Files.exists(precious));
    assertFalse(Files.exists(work.resolve("appliance-link")));
  }

  @Test
  void aMissingWorkDirectoryHasNothingLeft() {
    assertEquals(0, Orphans.endLeftover(work.resolve("missing")));
  }
}
