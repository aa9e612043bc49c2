package org.nodecustomize.op.system;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.ShellWord;
import org.nodecustomize.tree.Bytes;

/**
 * What only a program of the image can do. Its script is constant text of ours; what a user says
 * comes to it in files of the run's scratch directory, which is the working directory meanwhile.
 *
 * @param title what is done, in a few words
 * @param program whose words the log has, for instance {@code dracut}
 * @param script for the image's /bin/sh; constant text
 * @param files by plain name, put into the working directory before
 * @param limit after which it is ended
 */
public record ImageCommand(
    Origin origin,
    String title,
    String program,
    String script,
    Map<String, Bytes> files,
    Duration limit) {
  /** Below the scratch directory; removed after the run of the command. */
  static final String DIRECTORY = "node-customize-command";

  private static final int TAIL = 20;
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  /** What the shell and its user see: the environment of a host's service. */
  private static final String ENVIRONMENT =
      """
      export HOME=/root LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR="$PWD"
      """;

  /**
   * An OSTree commit keeps /etc in /usr/etc, and no program looks there: it gets its place for as long
   * as the script runs.
   */
  private static final String ETC =
      """
      if [ -f /usr/etc/passwd ] && [ ! -e /etc/passwd ]; then
        [ -d /etc ] || { made_etc=yes; mkdir /etc; } || exit 97
        mount --bind /usr/etc /etc || exit 97
        trap 'umount /etc; [ -z "${made_etc-}" ] || rmdir /etc' EXIT
      fi
      """;

  public ImageCommand {
    files = Map.copyOf(files);
    files
        .keySet()
        .forEach(
            name -> {
              if (!FILE.matcher(name).matches()) {
                throw new IllegalArgumentException("not a plain file name: " + name);
              }
            });
    if (limit.toSeconds() < 1) {
      throw new IllegalArgumentException("expected a limit of at least 1 s but was " + limit);
    }
  }

  /** A command without files. */
  static ImageCommand of(
      Origin origin, String title, String program, String script, Duration limit) {
    return new ImageCommand(origin, title, program, script, Map.of(), limit);
  }

  /**
   * Runs the command.
   *
   * @param events told each line of output, with the program's name
   * @throws OperationException if it fails or takes too long, with the end of its output
   */
  public void run(MountedImage image, Events events) {
    String directory = image.scratch() + "/" + DIRECTORY;
    image.makeDirectories(directory);
    new TreeMap<>(files)
        .forEach((name, content) -> image.write(directory + "/" + name, content.toArray()));
    // A script may end with exec, which would keep the trap from its work.
    String inside = "(\n" + script + ")\n";
    String whole =
        "cd " + ShellWord.quote(directory) + " || exit 97\n" + ENVIRONMENT + ETC + inside;
    CommandResult result = result(image, whole, events);
    image.remove(directory);
    if (!result.succeeded()) {
      throw new OperationException(failure(result));
    }
  }

  /** The scratch directory of a command that did not end goes away with the run. */
  private CommandResult result(MountedImage image, String whole, Events events) {
    try {
      return image.run(whole, limit, line -> events.accept(new Event.LogLine(program, line)));
    } catch (OperationException e) {
      Problem problem = e.problems().get(0);
      throw new OperationException(
          origin.problem(title + ": " + problem.headline()).withDetail(problem.detail()), e);
    }
  }

  private Problem failure(CommandResult result) {
    Problem problem =
        origin
            .problem("%s: %s failed with exit code %d".formatted(title, program, result.exitCode()))
            .withDetail(result.tail(TAIL));
    return result.exitCode() == 127
        ? problem.withHint("the image lacks a program: install the package that brings it")
        : problem;
  }
}
