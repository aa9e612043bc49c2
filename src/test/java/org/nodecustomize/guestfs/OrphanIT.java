package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a run in another JVM. */
class OrphanIT {
  @TempDir Path directory = Path.of("");
  private Path image = Path.of("");
  private Path work = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    Tools.requireAppliance();
    image = new GuestImage(directory).withPrograms("root.img", GuestImage.ALL_PROGRAMS);
    work = Files.createDirectory(directory.resolve("work"));
  }

  private Process start(String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path", ""),
            ChildJvm.class.getName(),
            what,
            image.toString(),
            work.toString(),
            Tools.cacheWithAppliance().toString())
        .redirectError(directory.resolve("stderr").toFile())
        .start();
  }

  @Test
  void aKilledRunLeavesNoQemuAndTheNextRunCleansTheRest() throws Exception {
    Process child = start("sleep");
    try (BufferedReader out = child.inputReader()) {
      assertEquals("ready", out.readLine());
      Thread.sleep(2000); // the command is under way
    }
    Properties kept = new Properties();
    kept.load(new StringReader(Files.readString(work.resolve("appliance.pid"))));
    long qemu = Long.parseLong(kept.getProperty("pid"));
    Path sockets = Path.of(kept.getProperty("sockets"));
    assertEquals(
        OptionalLong.of(Long.parseLong(kept.getProperty("start"))),
        ApplianceProcesses.startTime(qemu));
    assertTrue(Files.isDirectory(sockets));

    child.destroyForcibly();
    long killed = System.nanoTime();
    while (ApplianceProcesses.startTime(qemu).isPresent()) {
      assertTrue(
          System.nanoTime() - killed < Duration.ofSeconds(10).toNanos(), "qemu outlives its run");
      Thread.sleep(20);
    }

    assertEquals(0, Orphans.endLeftover(work));
    assertFalse(Files.exists(sockets));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aRunKilledWhileTheApplianceBootsLeavesNoQemu() throws Exception {
    Process child = start("sleep");
    Path pid = work.resolve("appliance.pid");
    long started = System.nanoTime();
    while (!Files.exists(pid)) {
      assertTrue(
          child.isAlive() && System.nanoTime() - started < Duration.ofSeconds(60).toNanos(),
          "the launch does not start qemu");
      Thread.sleep(20);
    }
    Properties kept = new Properties();
    kept.load(new StringReader(Files.readString(pid)));
    child.destroyForcibly();
    long killed = System.nanoTime();
    while (ApplianceProcesses.startTime(Long.parseLong(kept.getProperty("pid"))).isPresent()) {
      assertTrue(
          System.nanoTime() - killed < Duration.ofSeconds(10).toNanos(), "qemu outlives its run");
      Thread.sleep(20);
    }
    Orphans.endLeftover(work);
    assertFalse(Files.exists(pid));
  }

  @Test
  void errorsInTwoThreadsPrintNothing() throws Exception {
    Process child = start("errors");
    String out;
    try (BufferedReader reader = child.inputReader()) {
      out = String.join("\n", reader.lines().toList());
    }
    assertTrue(child.waitFor(20, TimeUnit.SECONDS));
    assertEquals("ready\nfailed as it should: readlink\nfailed as it should: readlink\ndone", out);
    assertEquals("", Files.readString(directory.resolve("stderr")));
    assertEquals(0, child.exitValue());
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
