package org.nodecustomize.guestfs;

/**
 * What runs a script in the image and leaves its output in {@code log} and its exit code in {@code
 * exit}, in the directory where {@code script} lies.
 *
 * <p>Output goes to a file, not to a pipe, because a process that the script leaves behind would
 * keep a pipe open. Lines also go to the console while the script runs, numbered and marked, as far
 * as the image has the programs for it. The shell that starts {@code tail} also ends it: libguestfs
 * waits for whatever still holds the wrapper's standard error, so none of these may outlive it,
 * however soon the script ends. What the script leaves running is known by a variable in its
 * environment and killed, as it would keep the image from being unmounted.
 */
final class CommandWrapper {
  /** For {@code sh -c}. Arguments: directory, limit in seconds, mark, console, NAME=VALUE... */
  static final String SCRIPT =
      """
      directory=$1 seconds=$2 mark=$3 console=$4
      shift 4
      log=$directory/log
      : >"$log" && : >"$directory/exit" || exit 0
      script() {
        (
          for pair; do export "$pair"; done
          NODE_CUSTOMIZE_COMMAND=$mark
          export NODE_CUSTOMIZE_COMMAND
          if command -v timeout >/dev/null; then
            exec timeout -k 5 "$seconds" /bin/sh "$directory/script"
          fi
          exec /bin/sh "$directory/script"
        ) >>"$log" 2>&1 </dev/null
        echo $? >"$directory/exit"
      }
      if command -v tail >/dev/null && command -v sed >/dev/null; then
        {
          tail -n +1 -f "$log" &
          tail=$!
          script "$@"
          kill "$tail"
          wait "$tail"
        } 2>/dev/null | sed -u = 2>/dev/null |
          sed -u "N;s/^\\([0-9]*\\)\\n\\(.\\{0,300\\}\\).*/$mark \\1 \\2/;4000q" \
            >"$console" 2>/dev/null
      else
        script "$@"
      fi
      tries=0
      while [ $tries -lt 20 ]; do
        left=$(grep -la "NODE_CUSTOMIZE_COMMAND=$mark" /proc/[0-9]*/environ 2>/dev/null)
        [ -n "$left" ] || break
        for file in $left; do
          pid=${file#/proc/}
          kill -9 "${pid%/environ}" 2>/dev/null
        done
        tries=$((tries + 1))
      done
      exit 0
      """;

  private CommandWrapper() {}
}
