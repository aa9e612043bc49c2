package org.nodecustomize.op.file;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** Does edits to a text. */
final class TextEditor {
  /** A group, an escaped character, or plain text of a replacement. */
  private static final Pattern PART =
      Pattern.compile("\\$(?:\\d+|\\{\\w+\\})|\\\\.|[^$\\\\]+", Pattern.DOTALL);

  private static final Pattern CONDITION =
      Pattern.compile("^\\s*Match\\s", Pattern.CASE_INSENSITIVE);

  private final LineMatcher matcher = new LineMatcher();

  /** The text after an edit. */
  String edit(String text, TextEdit edit) {
    if (edit instanceof TextEdit.Empty) {
      return "";
    }
    TextLines lines = new TextLines(text);
    if (edit instanceof TextEdit.LinePresent present) {
      addLine(lines, present);
    } else if (edit instanceof TextEdit.LineAbsent absent) {
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (lines.get(i).equals(absent.line())) {
          lines.remove(i);
        }
      }
    } else if (edit instanceof TextEdit.MatchAbsent absent) {
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (matcher.finds(absent.pattern(), lines.get(i))) {
          lines.remove(i);
        }
      }
    } else if (edit instanceof TextEdit.Substitute substitute) {
      substitute(lines, substitute);
    } else if (edit instanceof TextEdit.SetKey set) {
      setKey(lines, set);
    } else if (edit instanceof TextEdit.UnsetKey unset) {
      KeyLines keys = new KeyLines(lines, unset.key(), unset.separator().strip());
      keys.remove(keys.active(0, lines.size()));
    } else if (edit instanceof TextEdit.SetIniKey set) {
      new IniSections(lines).set(set.section(), set.key(), set.value());
    } else if (edit instanceof TextEdit.UnsetIniKey unset) {
      new IniSections(lines).unset(unset.section(), unset.key());
    }
    return lines.toString();
  }

  private void addLine(TextLines lines, TextEdit.LinePresent edit) {
    if (edit.matching().isPresent() && replaceMatching(lines, edit, edit.matching().get())) {
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(edit.line())) {
        return;
      }
    }
    int below = lines.size();
    if (edit.after().isPresent()) {
      int last = last(lines, edit.after().get());
      below = last < 0 ? below : last + 1;
    }
    lines.add(below, edit.line());
  }

  /** The line that is there already counts as one that matches. */
  private boolean replaceMatching(TextLines lines, TextEdit.LinePresent edit, Pattern matching) {
    int kept = -1;
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).equals(edit.line()) || matcher.finds(matching, lines.get(i))) {
        if (kept < 0) {
          kept = i;
          lines.set(i, edit.line());
        } else {
          lines.remove(i);
        }
      }
    }
    return kept >= 0;
  }

  private int last(TextLines lines, Pattern pattern) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (matcher.finds(pattern, lines.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private void substitute(TextLines lines, TextEdit.Substitute edit) {
    boolean found = false;
    Optional<Pattern> replaced = replaced(edit.replacement());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (matcher.finds(edit.pattern(), line)) {
        found = true;
        lines.set(i, matcher.replaceAll(edit.pattern(), line, edit.replacement()));
      } else {
        found |= replaced.isPresent() && matcher.finds(replaced.get(), line);
      }
    }
    if (edit.required() && !found) {
      throw new OperationException(
          Problem.of("nothing matches \"" + edit.pattern() + "\"")
              .withHint("correct the expression, or leave the edit out for this image"));
    }
  }

  /** What a replacement left in an earlier run looks like; empty where it has no text of its own. */
  private static Optional<Pattern> replaced(String replacement) {
    Matcher parts = PART.matcher(replacement);
    StringBuilder pattern = new StringBuilder();
    boolean any = false;
    while (parts.find()) {
      boolean group = parts.group().startsWith("$");
      any |= !group;
      String text = parts.group().startsWith("\\") ? parts.group().substring(1) : parts.group();
      pattern.append(group ? ".*" : Pattern.quote(text));
    }
    return any ? Optional.of(Pattern.compile(pattern.toString())) : Optional.empty();
  }

  private static void setKey(TextLines lines, TextEdit.SetKey edit) {
    KeyLines keys = new KeyLines(lines, edit.key(), edit.separator().strip());
    int end = edit.separator().isBlank() ? endOfGeneral(lines) : lines.size();
    List<Integer> found = keys.active(0, end);
    if (!found.isEmpty()) {
      keys.setLast(found, edit.value());
      return;
    }
    int below = keys.belowCommented(0, end);
    lines.add(below < 0 ? end : below, edit.key() + edit.separator() + edit.value());
  }

  /** The first line that opens a block for some connections only, as sshd_config(5) has them. */
  private static int endOfGeneral(TextLines lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (CONDITION.matcher(lines.get(i)).find()) {
        return i;
      }
    }
    return lines.size();
  }
}
