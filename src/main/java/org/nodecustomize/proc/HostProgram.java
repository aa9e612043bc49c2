package org.nodecustomize.proc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;

/**
 * Runs programs of this machine: by an argument list, never through a shell, with an empty standard
 * input unless a file is given, the C locale, a limit in time and a limit on the output that is kept.
 */
public final class HostProgram {
  /** Bytes of output that are kept of each stream; what comes after is read and dropped. */
  public static final int OUTPUT_LIMIT = 4 << 20;

  /** Bytes of a line that are told. */
  private static final int LINE_LIMIT = 4096;

  /** The exit code of a program that was ended by SIGPIPE. */
  private static final int BROKEN_PIPE = 128 + 13;

  private final Cancellation cancellation;

  public HostProgram(Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  /** Where {@code name} is on {@code $PATH}, or in the system directories that users often lack. */
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";
    for (String directory : path.split(":", -1)) {
      if (!directory.startsWith("/")) {
        continue;
      }
      Path candidate = Path.of(directory, name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Runs a program to its end.
   *
   * @param command program and arguments; the program by name or by path
   * @throws HostException if the program is missing, cannot be started or exceeds the limit
   * @throws RunInterruptedException if the run is cancelled meanwhile
   */
  public ProgramResult run(List<String> command, Duration limit) {
    return run(command, limit, Map.of(), line -> {});
  }

  /**
   * The same, with additions to the environment and with what the program prints on its standard
   * output told line by line (a carriage return ends a line too, as progress bars have it).
   */
  public ProgramResult run(
      List<String> command,
      Duration limit,
      Map<String, String> environment,
      Consumer<String> lines) {
    return run(command, limit, environment, lines, Path.of("/dev/null"));
  }

  /**
   * The same with a standard input.
   *
   * @param input a file that the program reads
   */
  public ProgramResult run(
      List<String> command,
      Duration limit,
      Map<String, String> environment,
      Consumer<String> lines,
      Path input) {
    cancellation.check();
    String name = command.get(0);
    long deadline = System.nanoTime() + limit.toNanos();
    Process process = start(command, environment, input);
    try (Cancellation.Registration registration = cancellation.onCancel(() -> end(process))) {
      StreamReader out = new StreamReader(process.getInputStream(), lines);
      StreamReader err = new StreamReader(process.getErrorStream(), line -> {});
      out.start();
      err.start();
      // A child that outlives the program keeps its output open.
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
          || !out.ends(deadline)
          || !err.ends(deadline)) {
        end(process);
        cancellation.check();
        throw new HostException(
            Problem.of(
                String.format(
                    Locale.ROOT,
                    "'%s' did not end within %.1f s",
                    name,
                    limit.toMillis() / 1000.0)));
      }
      cancellation.check();
      return new ProgramResult(name, process.exitValue(), out.text(), err.text());
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new RunInterruptedException();
    }
  }

  /**
   * Runs a program whose standard output is read as a stream while it runs.
   *
   * @param reader is given the stream; what it leaves unread makes the program end early, which is
   *     no failure
   * @throws HostException if the program is missing, cannot be started or fails, with its own words
   */
  public void stream(List<String> command, Consumer<InputStream> reader) {
    cancellation.check();
    String name = command.get(0);
    Process process = start(command, Map.of(), Path.of("/dev/null"));
    try (Cancellation.Registration registration = cancellation.onCancel(() -> end(process))) {
      StreamReader err = new StreamReader(process.getErrorStream(), line -> {});
      err.start();
      try (InputStream out = new BufferedInputStream(process.getInputStream())) {
        reader.accept(out);
      } catch (IOException e) {
        throw new HostException(
            Problem.of("cannot read from '" + name + "': " + e.getMessage()), e);
      }
      int exitCode = process.waitFor();
      err.join();
      cancellation.check();
      if (exitCode != 0 && exitCode != BROKEN_PIPE) {
        throw new HostException(
            Problem.of("'" + name + "' failed (exit code " + exitCode + ")")
                .withDetail(new ProgramResult(name, exitCode, "", err.text()).tail(10)));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new RunInterruptedException();
    } finally {
      end(process);
    }
  }

  private static Process start(List<String> command, Map<String, String> environment, Path input) {
    String name = command.get(0);
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    if (!name.contains("/")) {
      Path program =
          find(name)
              .orElseThrow(
                  () ->
                      new HostException(
                          Problem.of("program '" + name + "' is not installed")
                              .withHint("run 'node-customize doctor' to see what to install")));
      builder.command().set(0, program.toString());
    }
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    builder.redirectInput(input.toFile());
    if (name.contains("/") && !Files.isExecutable(Path.of(name))) {
      throw new HostException(
          Problem.at(name, Files.exists(Path.of(name)) ? "cannot be executed" : "no such program"));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new HostException(Problem.of("cannot start '" + name + "': " + e.getMessage()), e);
    }
  }

  /** A number whose process has ended may already be another one's. */
  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static final class StreamReader extends Thread {
    private final InputStream stream;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    StreamReader(InputStream stream, Consumer<String> lines) {
      super("program output");
      this.stream = stream;
      this.lines = lines;
      setDaemon(true);
    }

    @Override
    public void run() {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean afterReturn = false;
      try (InputStream in = new BufferedInputStream(stream)) {
        for (int b = in.read(); b >= 0; b = in.read()) {
          if (kept.size() < OUTPUT_LIMIT) {
            kept.write(b);
          }
          if (b == '\r' || (b == '\n' && !afterReturn)) {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
          } else if (b != '\n' && line.size() < LINE_LIMIT) {
            line.write(b);
          }
          afterReturn = b == '\r';
        }
      } catch (IOException e) {
        // A killed process closes its pipes while they are read; what was read stays valid.
        return;
      }
      if (line.size() > 0) {
        lines.accept(line.toString(StandardCharsets.UTF_8));
      }
    }

    /** Waits for the end of the stream, up to a moment of {@link System#nanoTime}. */
    boolean ends(long deadline) throws InterruptedException {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      join(Math.max(1, left));
      return !isAlive();
    }

    String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
