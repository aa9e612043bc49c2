package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nodecustomize.tree.FileNode;

/** The lines of tmpfiles.d that an image has, see tmpfiles.d(5). */
public final class TmpfilesLines {
  /** Type, path, mode, user, group, age; the argument is the rest. */
  private static final int WORDS = 6;

  /** Types of lines that set the owner of their path, and those that take patterns. */
  private static final String OWNING = "dDvqQfFCLpbc";

  private static final String PATTERNS = "ezZ";

  /** Of the system's own instance of systemd-tmpfiles. */
  private static final Map<Character, String> SPECIFIERS =
      Map.of(
          '%', "%",
          'C', "/var/cache",
          'L', "/var/log",
          'S', "/var/lib",
          'T', "/tmp",
          'V', "/var/tmp",
          'h', "/root",
          't', "/run");

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

    /** Whether a field makes somebody else than root the owner, also of what is there already. */
    private boolean names(String owner) {
      return !owner.isEmpty()
          && !owner.startsWith(":")
          && !Set.of("-", "root", "0").contains(owner);
    }

    /** Whether it gives the path its owner. */
    private boolean isAbout(String about) {
      if (OWNING.indexOf(letter()) >= 0 && path.equals(about)) {
        return true;
      }
      if (PATTERNS.indexOf(letter()) < 0) {
        return false;
      }
      NamePattern pattern = NamePattern.ofPaths(path);
      boolean found = pattern.matches(about);
      int end = letter() == 'Z' ? about.lastIndexOf('/') : 0;
      while (!found && end > 0) {
        found = pattern.matches(about.substring(0, end));
        end = about.lastIndexOf('/', end - 1);
      }
      return found;
    }
  }

  /** Reads the files that count: one of /etc replaces one of /usr/lib with its name. */
  public static TmpfilesLines of(Snapshot files) {
    List<Line> lines = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String etc = PristineTrees.configuration(files, "/etc/tmpfiles.d");
    for (String directory : List.of(etc, "/usr/lib/tmpfiles.d")) {
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
    List<String> fields = ConfigWords.of(line, WORDS);
    return new Line(
        fields.get(0),
        path(fields.get(1)),
        fields.get(2),
        fields.get(3),
        fields.get(4),
        fields.get(6));
  }

  /** The path with the specifiers that are the same on every host, and no slash at its end. */
  private static String path(String text) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      String known = c == '%' ? SPECIFIERS.getOrDefault(next, "") : "";
      if (!known.isEmpty()) {
        path.append(known);
        i++;
      } else if (c != '/' || path.isEmpty() || path.charAt(path.length() - 1) != '/') {
        path.append(c);
      }
    }
    int end = path.length() - 1;
    return end > 0 && path.charAt(end) == '/' ? path.substring(0, end) : path.toString();
  }

  /**
   * Whether a line gives a path the owner and group that it has where they are not root: one for
   * itself, or one that works downwards.
   */
  public boolean setsOwner(String path, FileNode node) {
    return lines.stream()
        .filter(line -> node.uid() == 0 || line.names(line.user()))
        .filter(line -> node.gid() == 0 || line.names(line.group()))
        .anyMatch(line -> line.isAbout(path));
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
