package org.nodecustomize.guestfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * Runs scripts in the mounted image. libguestfs tells no exit code, loses standard output of what
 * fails and refuses more than 4 MiB of it, so a wrapper leaves the exit code and the log in files.
 */
final class CommandRunner {
  /** What a command gets beyond its limit to be ended by the image's own {@code timeout}. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final int DETAIL_LINES = 20;

  private final Handle handle;
  private final ImageFiles files;
  private final Duration grace;

  CommandRunner(Handle handle, ImageFiles files, Duration grace) {
    this.handle = handle;
    this.files = files;
    this.grace = grace;
  }

  CommandResult run(GuestCommand command) {
    ImageFiles.checked(command.scratchDirectory());
    String mark = "nc" + UUID.randomUUID().toString().replace("-", "");
    String directory = command.scratchDirectory() + "/." + mark;
    files.makeDirectories(directory);
    files.chmod(directory, 0700);
    files.write(directory + "/script", command.script().getBytes(StandardCharsets.UTF_8));
    LiveLines live = new LiveLines(mark, command.liveLines());
    handle.console().intercept(live::take);
    boolean late;
    try {
      late = execute(command, directory, mark);
    } finally {
      handle.console().intercept(line -> false);
    }
    String log = readLog(directory + "/log");
    int exitCode = exitCode(directory + "/exit");
    files.removeRecursively(directory);
    live.finish(log);
    CommandResult result = new CommandResult(exitCode, log);
    if (late && (exitCode == 124 || exitCode == 137)) {
      throw new OperationException(
          Problem.of(tooLong(command)).withDetail(result.tail(DETAIL_LINES)));
    }
    return result;
  }

  private static String tooLong(GuestCommand command) {
    return "a command in the image did not end within " + command.limit().toSeconds() + " s";
  }

  /** Whether the command took as long as it may. */
  private boolean execute(GuestCommand command, String directory, String mark) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "/bin/sh", "-c", CommandWrapper.SCRIPT + CommandWrapper.ENDING, "sh", directory));
    arguments.add(Long.toString(command.limit().toSeconds()));
    arguments.addAll(List.of(mark, "/dev/console"));
    command.environment().forEach((name, value) -> arguments.add(name + "=" + value));
    String[] array = arguments.toArray(String[]::new);
    Duration limit = command.limit().plus(grace);
    long started = System.nanoTime();
    try {
      handle.text("command", limit, (library, g) -> library.guestfs_command(g, array));
    } catch (ApplianceException e) {
      if (handle.hasEnded() && System.nanoTime() - started >= limit.toNanos()) {
        throw new OperationException(
            Problem.of(tooLong(command)).withDetail(handle.console().tail(DETAIL_LINES)), e);
      }
      if (e.text().contains("/bin/sh") && e.text().contains("No such file")) {
        throw new OperationException(
            Problem.of("the image has no '/bin/sh', so no command can run in it"), e);
      }
      throw e;
    }
    return System.nanoTime() - started >= command.limit().toNanos();
  }

  private int exitCode(String path) {
    String text = new String(files.read(path, 0, 16), StandardCharsets.US_ASCII).strip();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ApplianceException(
          "command", 0, "no exit code: the scratch directory is full, or its shell was killed");
    }
  }

  private String readLog(String path) {
    long size = files.status(path).map(FileStatus::size).orElse(0L);
    if (size <= CommandResult.LOG_LIMIT) {
      return decoded(piece(path, 0, (int) size));
    }
    int half = CommandResult.LOG_LIMIT / 2;
    return decoded(piece(path, 0, half))
        + "\n[... "
        + (size - 2L * half)
        + " bytes are left out here ...]\n"
        + decoded(piece(path, size - half, half));
  }

  private byte[] piece(String path, long offset, int size) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
    while (bytes.size() < size) {
      byte[] next = files.read(path, offset + bytes.size(), size - bytes.size());
      if (next.length == 0) {
        break;
      }
      bytes.writeBytes(next);
    }
    return bytes.toByteArray();
  }

  private static String decoded(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
