package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lines of tmpfiles.d that an image has, see tmpfiles.d(5). */
public final class TmpfilesLines {
  private static final List<String> DIRECTORIES = List.of("/etc/tmpfiles.d", "/usr/lib/tmpfiles.d");

  private final List<Line> lines;

  private TmpfilesLines(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * A line.
   *
   * @param type with its modifiers
   * @param argument empty where there is none
   */
  public record Line(
      String type, String path, String mode, String user, String group, String argument) {

    char letter() {
      return type.isEmpty() ? ' ' : type.charAt(0);
    }
  }

  /** Reads the files that count: one of /etc replaces one of /usr/lib with its name. */
  public static TmpfilesLines of(Snapshot files) {
    List<Line> lines = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String directory : DIRECTORIES) {
      for (String name : files.tree().list(directory)) {
        if (name.endsWith(".conf") && seen.add(name)) {
          files.lines(directory + "/" + name).stream()
              .filter(line -> !line.startsWith("#"))
              .forEach(line -> lines.add(parse(line)));
        }
      }
    }
    return new TmpfilesLines(List.copyOf(lines));
  }

  private static Line parse(String line) {
    List<String> fields = new ArrayList<>(List.of(line.split("\\s+", 7)));
    while (fields.size() < 7) {
      fields.add("");
    }
    return new Line(
        fields.get(0), fields.get(1), fields.get(2), fields.get(3), fields.get(4), fields.get(6));
  }

  /** Whether a line gives this path its owner: one for itself, or one that works downwards. */
  public boolean setsOwner(String path) {
    return lines.stream()
        .anyMatch(
            line ->
                "dDvqQeCzZfFLpbcw".indexOf(line.letter()) >= 0
                    && (line.path().equals(path)
                        || ("CZ".indexOf(line.letter()) >= 0
                            && path.startsWith(line.path() + "/"))));
  }

  /** Whether a line copies or links {@code source} to {@code path}. */
  public boolean delivers(String path, String source) {
    return lines.stream()
        .anyMatch(
            line ->
                (line.letter() == 'C' || line.letter() == 'L')
                    && line.path().equals(path)
                    && line.argument().equals(source));
  }
}
