package org.nodecustomize.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.RunInterruptedException;

@Timeout(60)
class HostProgramTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory = Path.of("");
  private final Cancellation cancellation = new Cancellation();
  private final HostProgram programs = new HostProgram(cancellation);

  private ProgramResult shell(String script) {
    return programs.run(List.of("/bin/sh", "-c", script), LONG);
  }

  @Test
  void outputErrorsAndExitCodeAreKeptApart() {
    ProgramResult result = shell("echo out; echo err >&2; exit 3");
    assertEquals("out\n", result.out());
    assertEquals("err\n", result.err());
    assertEquals(3, result.exitCode());
    assertFalse(result.succeeded());
    assertEquals(List.of("out", "err"), result.tail(9));
    assertEquals(List.of("err"), result.tail(1));
  }

  @Test
  void aSignalIsAnExitCodeAbove128() {
    assertEquals(128 + 15, shell("kill -TERM $$").exitCode());
    assertEquals(128 + 9, shell("kill -KILL $$").exitCode());
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() {
    ProgramResult result = programs.run(List.of("printf", "<%s>", "a b", "$(x)", "", "'"), LONG);
    assertEquals("<a b><$(x)><><'>", result.out());
  }

  @Test
  void thereIsNoInputAndTheLocaleIsC() {
    assertEquals("C x", shell("cat; printf '%s x' \"$LC_ALL\"").out());
    assertEquals(
        "1",
        programs
            .run(List.of("/bin/sh", "-c", "printf %s \"$A\""), LONG, Map.of("A", "1"), line -> {})
            .out());
  }

  @Test
  void linesAreToldAndCarriageReturnsEndThem() {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    programs.run(
        List.of("printf", "a\\n\\nb\\r10%%\\r20%%\\r\\nc\\r\\nlast"), LONG, Map.of(), lines::add);
    assertEquals(List.of("a", "", "b", "10%", "20%", "c", "last"), lines);
  }

  @Test
  void aLineWithoutEndIsCutAndOutputBeyondTheLimitDropped() {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    ProgramResult result =
        programs.run(
            List.of("/bin/sh", "-c", "head -c 6000000 /dev/zero | tr '\\0' x; echo; echo end"),
            LONG,
            Map.of(),
            lines::add);
    assertEquals(HostProgram.OUTPUT_LIMIT, result.out().length());
    assertEquals(List.of(4096, 3), lines.stream().map(String::length).toList());
  }

  @Test
  void theTimeLimitEndsTheProgramAndItsChildren() throws Exception {
    Path pids = directory.resolve("pids");
    String script = "sleep 300 & echo $! >" + pids + "; echo $$ >>" + pids + "; wait";
    assertEquals(
        "'/bin/sh' did not end within 1.5 s\n",
        Problems.of(
            HostException.class,
            () -> programs.run(List.of("/bin/sh", "-c", script), Duration.ofMillis(1500))));
    requireGone(pids);
  }

  private static void requireGone(Path pids) throws IOException, InterruptedException {
    List<String> all = Files.readAllLines(pids);
    assertFalse(all.isEmpty());
    for (String pid : all) {
      for (int i = 0; i < 100 && runs(pid); i++) {
        Thread.sleep(50);
      }
      assertFalse(runs(pid), "still there: " + pid);
    }
  }

  /** One that has ended may wait long for being collected by the system's first process. */
  private static boolean runs(String pid) throws IOException {
    try {
      String status = Files.readString(Path.of("/proc", pid, "stat"));
      return "ZX".indexOf(status.charAt(status.lastIndexOf(')') + 2)) < 0;
    } catch (IOException e) {
      return false; // no such file, or opened and gone before it was read: proc(5) says ESRCH then
    }
  }

  /** Java closes the pipe of an ended program, unless it is being read in that moment. */
  @Test
  void aChildThatOutlivesTheProgramDoesNotHoldTheRun() {
    List<String> command = List.of("/bin/sh", "-c", "sleep 25 & exit 0");
    String ending =
        assertTimeoutPreemptively(
            Duration.ofSeconds(15),
            () -> {
              try {
                return "exit code " + programs.run(command, Duration.ofSeconds(1)).exitCode();
              } catch (HostException e) {
                return String.valueOf(e.getMessage());
              }
            });
    assertTrue(
        List.of("exit code 0", "'/bin/sh' did not end within 1.0 s").contains(ending), ending);
  }

  @Test
  void aMissingProgramIsAMatterForDoctor() {
    assertEquals(
        """
        program 'nc-no-such-program' is not installed
        hint: run 'node-customize doctor' to see what to install
        """,
        Problems.of(HostException.class, () -> programs.run(List.of("nc-no-such-program"), LONG)));
    assertEquals(
        "/no/such/program: no such program\n",
        Problems.of(HostException.class, () -> programs.run(List.of("/no/such/program"), LONG)));
    assertEquals(
        "/etc/passwd: cannot be executed\n",
        Problems.of(HostException.class, () -> programs.run(List.of("/etc/passwd"), LONG)));
  }

  @Test
  void programsOfTheSystemAreFoundWhateverThePathIs() {
    assertTrue(HostProgram.find("sh").isPresent());
    assertEquals(Optional.empty(), HostProgram.find("nc-no-such-program"));
  }

  @Test
  void aCancelledRunEndsTheProgramAndItsChildren() throws Exception {
    Path pids = directory.resolve("pids");
    String script = "sleep 300 & echo $! >" + pids + ".new; mv " + pids + ".new " + pids + "; wait";
    Thread canceller =
        new Thread(
            () -> {
              while (!Files.exists(pids)) {
                Thread.onSpinWait();
              }
              cancellation.cancel();
            });
    canceller.start();
    assertThrows(
        RunInterruptedException.class, () -> programs.run(List.of("/bin/sh", "-c", script), LONG));
    canceller.join();
    requireGone(pids);
    assertThrows(RunInterruptedException.class, () -> programs.run(List.of("true"), LONG));
  }

  @Test
  void aStreamIsReadWhileTheProgramRuns() {
    StringBuilder got = new StringBuilder();
    programs.stream(List.of("printf", "abc"), in -> got.append(all(in)));
    assertEquals("abc", got.toString());
  }

  @Test
  void aStreamsFailureIsToldInTheProgramsWords() {
    assertEquals(
        "'/bin/sh' failed (exit code 2)\n  tar: no\n",
        Problems.of(
            HostException.class,
            () ->
                programs.stream(
                    List.of("/bin/sh", "-c", "echo tar: no >&2; exit 2"), in -> all(in))));
  }

  @Test
  void aReaderThatHasEnoughEndsTheProgramWithoutAFailure() {
    StringBuilder got = new StringBuilder();
    programs.stream(
        List.of("yes"),
        in -> {
          try {
            got.append((char) in.read());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertEquals("y", got.toString());
  }

  @Test
  void aReaderThatFailsEndsTheProgram() throws Exception {
    Path pids = directory.resolve("pids");
    String script = "trap '' PIPE; echo $$ >" + pids + "; echo x; exec sleep 300";
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                programs.stream(
                    List.of("/bin/sh", "-c", script),
                    in -> {
                      try {
                        in.read();
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                      throw new IllegalStateException("reader");
                    }));
    assertEquals("reader", failure.getMessage());
    requireGone(pids);
  }

  private static String all(InputStream in) {
    try {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
