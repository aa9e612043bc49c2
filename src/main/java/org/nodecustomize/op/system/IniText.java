package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text of sections with keys, as systemd's unit files and NetworkManager's keyfiles are; see
 * systemd.syntax(7). A key may occur more than once. Lines that end with a backslash go on in the
 * next line; comments between them are left out.
 *
 * @param entries in the order of the text
 * @param faults lines that are neither section, key nor comment, told with their numbers
 */
record IniText(List<Entry> entries, List<String> sections, List<String> faults) {

  /** One key; {@code line} counts from 1. */
  record Entry(String section, String key, String value, int line) {}

  static IniText parse(String text) {
    Reader reader = new Reader();
    text.lines().forEach(reader::line);
    reader.end();
    return new IniText(
        List.copyOf(reader.entries), List.copyOf(reader.sections), List.copyOf(reader.faults));
  }

  /** The last value of a key, the one that counts for keys that hold one value. */
  Optional<String> value(String section, String key) {
    return entries.stream()
        .filter(entry -> entry.section().equals(section) && entry.key().equals(key))
        .reduce((first, second) -> second)
        .map(Entry::value);
  }

  private static final class Reader {
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private String section = "";
    private final StringBuilder pending = new StringBuilder();
    private boolean continued;
    private int number;
    private int first;

    void line(String raw) {
      number++;
      String stripped = raw.strip();
      if (stripped.startsWith("#") || stripped.startsWith(";")) {
        return;
      }
      if (!continued) {
        pending.setLength(0);
        first = number;
      }
      continued = stripped.endsWith("\\");
      pending.append(continued ? stripped.substring(0, stripped.length() - 1) + " " : stripped);
      if (!continued) {
        complete(pending.toString().strip());
      }
    }

    void end() {
      if (continued) {
        complete(pending.toString().strip());
      }
    }

    private void complete(String line) {
      if (line.isEmpty()) {
        return;
      }
      if (line.startsWith("[")) {
        if (line.endsWith("]") && line.length() > 2) {
          section = line.substring(1, line.length() - 1);
          sections.add(section);
        } else {
          faults.add("line " + first + ": expected \"[SECTION]\" but was \"" + line + "\"");
        }
        return;
      }
      int equals = line.indexOf('=');
      if (equals < 1) {
        faults.add("line " + first + ": expected \"KEY=VALUE\" but was \"" + line + "\"");
      } else if (section.isEmpty()) {
        faults.add("line " + first + ": a key before the first section: \"" + line + "\"");
      } else {
        entries.add(
            new Entry(
                section,
                line.substring(0, equals).strip(),
                line.substring(equals + 1).strip(),
                first));
      }
    }
  }
}
