package org.nodecustomize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The whole program in a process of its own, as a user runs it, with a work directory that nobody
 * else uses: what a run leaves behind can be told, and it can be killed.
 */
public final class ProgramRun {
  private final Path directory;
  private final List<String> jvmOptions = new ArrayList<>();
  private final Map<String, String> set = new HashMap<>();
  private final List<String> unset = new ArrayList<>();

  /**
   * @param directory is given to the program as TMPDIR, below it the streams are kept
   */
  public ProgramRun(Path directory) {
    this.directory = directory;
  }

  /**
   * How a run ended.
   *
   * @param out what it printed on standard output
   * @param err what it printed on standard error
   */
  public record Ended(int exitCode, String out, String err) {

    /** What standard error has from the first error on. */
    public List<String> complaint() {
      return err.lines().dropWhile(line -> !line.contains("error: ")).toList();
    }
  }

  /** A further option of the virtual machine. */
  public ProgramRun jvm(String option) {
    jvmOptions.add(option);
    return this;
  }

  /** A variable that the program gets. */
  public ProgramRun with(String variable, String value) {
    set.put(variable, value);
    return this;
  }

  /** A variable that the program does not get. */
  public ProgramRun without(String variable) {
    unset.add(variable);
    return this;
  }

  /** Where the program makes its work directories. */
  public Path workDirectories() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return directory.resolve("node-customize-" + uid);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts the program. */
  public Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(List.of("-Xmx768m", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.add("org.nodecustomize.cli.Main");
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command);
    // With these, Java prints what they say.
    List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    builder.environment().put("TMPDIR", directory.toString());
    // libguestfs would build its appliance anew in an empty TMPDIR.
    builder.environment().putIfAbsent("LIBGUESTFS_CACHEDIR", "/var/tmp");
    builder.environment().putAll(set);
    unset.forEach(builder.environment()::remove);
    builder.redirectOutput(directory.resolve("out").toFile());
    builder.redirectError(directory.resolve("err").toFile());
    return builder.start();
  }

  /** Waits for the end of what {@link #start} started. */
  public Ended end(Process process, long seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end within " + seconds + " s: " + err());
    }
    return new Ended(process.exitValue(), out(), err());
  }

  /** What standard error has so far. */
  public String err() throws IOException {
    return Files.readString(directory.resolve("err"));
  }

  /** Runs the program to its end. */
  public Ended run(Object... arguments) throws IOException, InterruptedException {
    return end(start(arguments), 900);
  }

  /** Runs the program to its end, which must be a good one that leaves nothing. */
  public Ended succeed(Object... arguments) throws IOException, InterruptedException {
    Ended ended = run(arguments);
    assertEquals(0, ended.exitCode(), ended::err);
    requireNothingLeft();
    return ended;
  }

  /** Runs the program, which must fail so and leave nothing. */
  public Ended fail(int exitCode, Object... arguments) throws IOException, InterruptedException {
    Ended ended = run(arguments);
    assertEquals(exitCode, ended.exitCode(), ended::err);
    assertEquals("", ended.out());
    requireNothingLeft();
    return ended;
  }

  /** Neither work directory nor appliance is left. */
  public void requireNothingLeft() throws IOException {
    Path work = workDirectories();
    if (Files.exists(work)) {
      try (Stream<Path> left = Files.list(work)) {
        assertEquals(List.of(), left.toList());
      }
    }
    assertEquals(List.of(), processes());
  }

  /** The processes whose command line names the work directories: appliances and host programs. */
  public List<String> processes() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process :
          all.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList()) {
        String line = commandLine(process);
        if (line.contains(workDirectories().toString())) {
          found.add(process.getFileName() + " " + line);
        }
      }
    }
    return found;
  }

  private static String commandLine(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }

  /** Waits until what {@link #start} started has come so far, which it must before it ends. */
  public void awaitSign(Process process, Callable<Boolean> sign) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
    while (!sign.call()) {
      assertTrue(process.isAlive() && System.nanoTime() < deadline, err());
      Thread.sleep(20);
    }
  }

  /** What standard output has so far. */
  public String out() throws IOException {
    return Files.readString(directory.resolve("out"));
  }

  /** Waits until no such process is left. */
  public void awaitNoProcess(long seconds) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!processes().isEmpty()) {
      assertTrue(System.nanoTime() < deadline, () -> "still running after " + seconds + " s");
      Thread.sleep(50);
    }
  }
}
