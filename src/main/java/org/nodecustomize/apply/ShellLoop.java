package org.nodecustomize.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.proc.Cancellation;

/**
 * Runs command lines in an image, each by a shell of its own; the directory in which one ends is
 * where the next begins.
 */
final class ShellLoop {
  /** Of what one command prints; a person has not seen the half of it. */
  static final long MOST_OUTPUT = 4 << 20;

  /** How a command ended that took too long, as timeout(1) has it. */
  static final int TOO_LONG = 124;

  private static final String DIRECTORY = "/node-customize-shell";
  private static final int MOST_PATH = 4096;

  /**
   * The line travels in a file, and is read by the shell as if it had been typed. A line that
   * leaves the shell leaves its directory all the same.
   */
  private static final String SCRIPT =
      """
      export HOME=/root LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
      cd "$(cat %1$s/directory)" 2>/dev/null || cd /
      trap 'pwd > %1$s/directory' EXIT
      . %1$s/line </dev/null
      """;

  private final MountedImage image;
  private final Duration limit;
  private final ShellTalk talk;
  private final Cancellation cancellation;

  ShellLoop(MountedImage image, Duration limit, ShellTalk talk, Cancellation cancellation) {
    this.image = image;
    this.limit = limit;
    this.talk = talk;
    this.cancellation = cancellation;
  }

  /**
   * Runs lines until there are no more, or one is {@code exit}.
   *
   * @return the exit code of the last command
   */
  int run() {
    String place = image.scratch() + DIRECTORY;
    image.makeDirectories(place);
    image.write(place + "/directory", "/\n".getBytes(StandardCharsets.UTF_8));
    String script = SCRIPT.formatted(place);
    int status = 0;
    Optional<String> line = talk.next("/", cancellation);
    while (line.isPresent() && !isExit(line.get())) {
      cancellation.check();
      if (!line.get().isBlank()) {
        status = run(place, script, line.get());
      }
      line = talk.next(directory(place), cancellation);
    }
    image.remove(place);
    return status;
  }

  private static boolean isExit(String line) {
    return line.strip().equals("exit");
  }

  private int run(String place, String script, String line) {
    image.write(place + "/line", (line + "\n").getBytes(StandardCharsets.UTF_8));
    AtomicLong printed = new AtomicLong();
    try {
      CommandResult result =
          image.run(
              script,
              limit,
              text -> {
                long before = printed.getAndAdd(text.length() + 1L);
                if (before <= MOST_OUTPUT && before + text.length() + 1 > MOST_OUTPUT) {
                  talk.line("... what follows is left out, after 4 MiB");
                } else if (before <= MOST_OUTPUT) {
                  talk.line(text);
                }
              });
      talk.ended(result.exitCode(), Optional.empty());
      return result.exitCode();
    } catch (OperationException e) {
      talk.ended(TOO_LONG, Optional.of(e.problems().get(0).headline()));
      return TOO_LONG;
    }
  }

  private String directory(String place) {
    return image
        .read(place + "/directory", MOST_PATH)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .orElse("/");
  }
}
