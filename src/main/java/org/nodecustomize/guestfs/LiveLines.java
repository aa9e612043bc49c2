package org.nodecustomize.guestfs;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells each line of a command's output once and in order: early, as far as marked and numbered
 * lines come over the console without a gap, and the rest from the log when the command has ended.
 * The kernel may write into the middle of a line of the console; then there is a gap.
 */
final class LiveLines {
  private final Pattern marked;
  private final String mark;
  private final Consumer<String> lines;
  private int told;

  LiveLines(String mark, Consumer<String> lines) {
    this.mark = mark;
    this.marked = Pattern.compile(".*" + Pattern.quote(mark) + " (\\d{1,9}) ?(.*)");
    this.lines = lines;
  }

  /** Whether the line of the console belongs to the command. */
  synchronized boolean take(String line) {
    Matcher matcher = marked.matcher(line);
    if (!matcher.matches()) {
      return line.contains(mark);
    }
    if (Integer.parseInt(matcher.group(1)) == told + 1) {
      told++;
      lines.accept(matcher.group(2));
    }
    return true;
  }

  /** The command has ended with this log. */
  synchronized void finish(String log) {
    List<String> all = log.lines().toList();
    all.subList(Math.min(told, all.size()), all.size()).forEach(lines);
  }
}
