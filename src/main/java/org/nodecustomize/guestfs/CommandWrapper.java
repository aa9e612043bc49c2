package org.nodecustomize.guestfs;

/**
 * What runs a script in the image and leaves its output in {@code log} and its exit code in {@code
 * exit}, in the directory where {@code script} lies.
 *
 * <p>Output goes to a file, not to a pipe, because a process that the script leaves behind would
 * keep a pipe open. Lines also go to the console while the script runs, numbered and marked, as far
 * as the image has the programs for it. The shell that starts {@code tail} also ends it: libguestfs
 * waits for whatever still holds the wrapper's standard error, so none of these may outlive it,
 * however soon the script ends.
 */
final class CommandWrapper {
  /** For {@code sh -c}. Arguments: directory, limit in seconds, mark, console, NAME=VALUE... */
  static final String SCRIPT =
      """
      directory=$1 seconds=$2 mark=$3 console=$4
      shift 4
      log=$directory/log
      true >"$log" && true >"$directory/exit" || exit 0
      script() {
        (
          for pair; do export "$pair"; done
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
          kill -9 "$tail"
          wait "$tail"
        } 2>/dev/null | sed -u = 2>/dev/null |
          sed -u "N;s/^\\([0-9]*\\)\\n\\(.\\{0,300\\}\\).*/$mark \\1 \\2/;4000q" \
            >"$console" 2>/dev/null
      else
        script "$@"
      fi
      """;

  /**
   * For the same shell afterwards: kills what the script left running, as it would keep the image
   * from being unmounted. That is known by its root directory, which daemons of other users with
   * another environment have too, and which the kernel takes from a dying process only after its
   * files. Does nothing where this shell's root directory is everybody's, or that cannot be told.
   */
  static final String ENDING =
      """
      if [ -d /proc/1/root/. ] && ! [ /proc/1/root -ef / ]; then
        tries=0 left=some
        while [ -n "$left" ] && [ $tries -lt 100 ]; do
          left=
          for process in /proc/[0-9]*; do
            if [ "$process" != "/proc/$$" ] && [ "$process/root" -ef / ]; then
              kill -9 "${process#/proc/}"
              left=some
            fi
          done
          tries=$((tries + 1))
          [ -z "$left" ] || sleep 0.05
        done
      fi 2>/dev/null
      exit 0
      """;

  private CommandWrapper() {}
}
