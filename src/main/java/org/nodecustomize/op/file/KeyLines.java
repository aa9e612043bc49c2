package org.nodecustomize.op.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines that give keys values, of a whole text or of a section of it. */
final class KeyLines {
  private static final String COMMENT = "[#;]+";

  private final TextLines lines;
  private final Pattern active;
  private final Pattern commented;
  private final Pattern value;

  /**
   * @param mark what stands between key and value beside white space; may be empty
   */
  KeyLines(TextLines lines, String key, String mark) {
    this.lines = lines;
    String rest = mark.isEmpty() ? "(?:\\s|$)" : "\\s*" + Pattern.quote(mark);
    this.active = Pattern.compile("^\\s*" + Pattern.quote(key) + rest);
    this.commented = Pattern.compile("^\\s*" + COMMENT + "\\s*" + Pattern.quote(key) + rest);
    this.value =
        Pattern.compile("^(\\s*" + Pattern.quote(key) + (mark.isEmpty() ? "" : rest) + "\\s*)");
  }

  /** Lines from {@code start} to before {@code end} that set the key. */
  List<Integer> active(int start, int end) {
    return found(active, start, end);
  }

  /** The index below the last line that has the key commented out; -1 where none does. */
  int belowCommented(int start, int end) {
    List<Integer> found = found(commented, start, end);
    return found.isEmpty() ? -1 : found.get(found.size() - 1) + 1;
  }

  private List<Integer> found(Pattern pattern, int start, int end) {
    List<Integer> found = new ArrayList<>();
    for (int i = start; i < end; i++) {
      if (pattern.matcher(lines.get(i)).find()) {
        found.add(i);
      }
    }
    return found;
  }

  /** Has the last of some lines set a value and takes the others away, with what continues them. */
  void setLast(List<Integer> found, String text) {
    int last = found.get(found.size() - 1);
    dropContinuation(last);
    String line = lines.get(last);
    Matcher matcher = value.matcher(line);
    String head = matcher.find() ? matcher.group(1) : line;
    if (!line.substring(head.length()).strip().equals(text)) {
      boolean bare = head.equals(head.stripTrailing()) && head.strip().equals(line.strip());
      lines.set(last, (bare && !endsInMark(head) ? head + " " : head) + text);
    }
    remove(found.subList(0, found.size() - 1));
  }

  /** Takes lines away, with what continues them. */
  void remove(List<Integer> found) {
    for (int i = found.size() - 1; i >= 0; i--) {
      dropContinuation(found.get(i));
      lines.remove(found.get(i));
    }
  }

  private static boolean endsInMark(String head) {
    return !head.isEmpty() && !Character.isLetterOrDigit(head.charAt(head.length() - 1));
  }

  /** A value goes on below a backslash, and in lines that are further to the right. */
  private void dropContinuation(int index) {
    boolean goesOn = lines.get(index).endsWith("\\");
    while (index + 1 < lines.size() && (goesOn || isFurther(index, index + 1))) {
      goesOn = lines.get(index + 1).endsWith("\\");
      lines.remove(index + 1);
    }
    String line = lines.get(index);
    if (line.endsWith("\\")) {
      lines.set(index, line.substring(0, line.length() - 1));
    }
  }

  private boolean isFurther(int index, int next) {
    String line = lines.get(next);
    return !line.isBlank()
        && !line.strip().matches("[#;\\[].*")
        && indent(line) > indent(lines.get(index));
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
