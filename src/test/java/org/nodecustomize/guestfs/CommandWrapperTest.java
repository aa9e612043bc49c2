package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper by this machine's shell; in the image, it is tried by {@code CommandIT}. */
class CommandWrapperTest {
  @TempDir private Path directory;

  /**
   * Runs the wrapper as libguestfs does, which reads its standard output and error to the end, and
   * takes any left holder of these for a command that still runs.
   */
  private void run(String script, String path, String... environment)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve("script"), script);
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", CommandWrapper.SCRIPT, "sh"));
    command.addAll(List.of(directory.toString(), "20", "ncmark", console().toString()));
    command.addAll(List.of(environment));
    Path output = directory.resolve("output");
    ProcessBuilder builder = new ProcessBuilder("timeout", "-s", "KILL", "15", "cat");
    builder.redirectOutput(output.toFile());
    ProcessBuilder wrapper = new ProcessBuilder(command).redirectErrorStream(true);
    wrapper.environment().put("PATH", path);
    List<Process> both = ProcessBuilder.startPipeline(List.of(wrapper, builder));
    assertTrue(both.get(1).waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, both.get(1).exitValue(), "something still holds the wrapper's output");
    assertEquals(0, both.get(0).waitFor());
    assertEquals("", Files.readString(output));
  }

  private Path console() throws IOException {
    Path console = directory.resolve("console");
    if (!Files.exists(console)) {
      Files.createFile(console);
    }
    return console;
  }

  private static String path() {
    return System.getenv("PATH");
  }

  private String left(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  @Test
  void scriptsThatEndAtOnceLeaveNothingThatHoldsTheOutput()
      throws IOException, InterruptedException {
    for (int i = 0; i < 40; i++) {
      run("exit 124", path());
      assertEquals("124\n", left("exit"));
      assertEquals("", left("log"));
    }
  }

  @Test
  void aTailThatStartsLateIsEndedToo() throws IOException, InterruptedException {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    Path tail = programs.resolve("tail");
    Files.writeString(tail, "#!/bin/sh\necho $$ >'" + directory + "/late'\nexec sleep 1000\n");
    assertTrue(tail.toFile().setExecutable(true));
    run("while ! [ -s '" + directory + "/late' ]; do :; done; exit 3", programs + ":" + path());
    assertEquals("3\n", left("exit"));
    long pid = Long.parseLong(left("late").strip());
    assertTrue(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void linesGoToTheLogAndNumberedToTheConsole() throws IOException, InterruptedException {
    run(
        "echo $WORD; echo two >&2; until grep -q 'mark 2' '" + console() + "'; do :; done",
        path(),
        "WORD=one");
    assertEquals("0\n", left("exit"));
    assertEquals("one\ntwo\n", left("log"));
    assertEquals("ncmark 1 one\nncmark 2 two\n", left("console"));
  }

  @Test
  void withoutProgramsForTheConsoleTheScriptStillRuns() throws IOException, InterruptedException {
    run("echo out; exit 7", directory.toString());
    assertEquals("7\n", left("exit"));
    assertEquals("out\n", left("log"));
    assertEquals("", left("console"));
  }
}
