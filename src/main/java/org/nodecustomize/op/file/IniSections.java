package org.nodecustomize.op.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sections of an ini file, which may occur several times; keys in them are set or unset. */
final class IniSections {
  private static final Pattern HEADER = Pattern.compile("^\\s*\\[([^\\]]*)\\]\\s*([#;].*)?$");
  private static final Pattern SPACED = Pattern.compile("^\\s*[^\\s=#;\\[][^=]*\\s=\\s");
  private static final Pattern TIGHT = Pattern.compile("^\\s*[^\\s=#;\\[][^=]*=");

  private final TextLines lines;

  /** Lines after a header, up to the next one. */
  private record Part(int start, int end) {}

  IniSections(TextLines lines) {
    this.lines = lines;
  }

  private List<Part> parts(String section) {
    List<Part> parts = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = HEADER.matcher(lines.get(i));
      if (matcher.matches()) {
        if (start >= 0) {
          parts.add(new Part(start, i));
        }
        start = matcher.group(1).strip().equals(section) ? i + 1 : -1;
      }
    }
    if (start >= 0) {
      parts.add(new Part(start, lines.size()));
    }
    return parts;
  }

  void set(String section, String key, String value) {
    KeyLines keys = new KeyLines(lines, key, "=");
    List<Part> parts = parts(section);
    List<Integer> found = found(keys, parts);
    if (!found.isEmpty()) {
      keys.setLast(found, value);
      return;
    }
    String line = key + (isSpaced() ? " = " : "=") + value;
    if (parts.isEmpty()) {
      if (lines.size() > 0 && !lines.get(lines.size() - 1).isBlank()) {
        lines.add(lines.size(), "");
      }
      lines.add(lines.size(), "[" + section + "]");
      lines.add(lines.size(), line);
      return;
    }
    Part last = parts.get(parts.size() - 1);
    int below = keys.belowCommented(last.start(), last.end());
    lines.add(below < 0 ? belowText(last) : below, line);
  }

  void unset(String section, String key) {
    KeyLines keys = new KeyLines(lines, key, "=");
    keys.remove(found(keys, parts(section)));
  }

  private static List<Integer> found(KeyLines keys, List<Part> parts) {
    List<Integer> found = new ArrayList<>();
    parts.forEach(part -> found.addAll(keys.active(part.start(), part.end())));
    return found;
  }

  /** Blank lines before the next section stay before it. */
  private int belowText(Part part) {
    int below = part.end();
    while (below > part.start() && lines.get(below - 1).isBlank()) {
      below--;
    }
    return below;
  }

  /** Whether the first key of the file has blanks around its equals sign. */
  private boolean isSpaced() {
    for (int i = 0; i < lines.size(); i++) {
      if (TIGHT.matcher(lines.get(i)).find()) {
        return SPACED.matcher(lines.get(i)).find();
      }
    }
    return false;
  }
}
