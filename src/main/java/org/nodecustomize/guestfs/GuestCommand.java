package org.nodecustomize.guestfs;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A shell script that runs in the mounted image, with the image's own programs.
 *
 * @param script for {@code /bin/sh}, not made of user data
 * @param environment added to the environment, as it is: values need no quoting. Names are in capital
 *     letters, as the wrapper's own variables are not
 * @param limit how long it may take
 * @param scratchDirectory a directory of the mounted tree for the log and the exit code; at best a
 *     scratch drive of its own, so that a full image cannot stop them
 * @param liveLines is told each line of output once and in order, some of them while the command
 *     runs, from another thread; must not throw
 */
public record GuestCommand(
    String script,
    Map<String, String> environment,
    Duration limit,
    String scratchDirectory,
    Consumer<String> liveLines) {
  private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]*");

  public GuestCommand {
    environment = Map.copyOf(environment);
    environment.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not an environment variable: " + name);
          }
        });
    if (limit.toSeconds() < 1) {
      throw new IllegalArgumentException("expected a limit of at least 1 s but was " + limit);
    }
  }
}
