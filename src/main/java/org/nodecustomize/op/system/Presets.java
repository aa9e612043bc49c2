package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The image's unit presets, see systemd.preset(5): files of all directories in the order of their
 * names, of equal names the one in /etc; the first line that matches decides.
 *
 * <p>Anaconda gives an installed node its machine-id before the first boot, so presets are not
 * applied there; they matter when a package is installed again or somebody runs {@code systemctl
 * preset}.
 */
final class Presets {
  /** Sorted before the vendors' own files, which end in {@code disable *}. */
  static final String OWN = "/usr/lib/systemd/system-preset/50-node-customize.preset";

  private static final List<String> DIRECTORIES =
      List.of(
          "/etc/systemd/system-preset",
          "/run/systemd/system-preset",
          "/usr/local/lib/systemd/system-preset",
          "/usr/lib/systemd/system-preset");

  private static final String HEADER = "# written by node-customize";

  private final Edits edits;

  Presets(Edits edits) {
    this.edits = edits;
  }

  /**
   * One line of a preset.
   *
   * @param enable false for {@code disable}, and for {@code ignore}, which changes nothing
   */
  record Line(String file, int number, boolean enable, String text) {}

  /** Whether our own file enables the unit. */
  boolean enablesItself(UnitName unit) {
    return edits.lines(OWN).contains("enable " + unit);
  }

  /**
   * Says in our own file that a unit is enabled or disabled.
   *
   * @return the line of another file that decides otherwise, where there is one
   */
  Optional<Line> set(UnitName unit, boolean enable) {
    TreeSet<String> lines = new TreeSet<>(edits.lines(OWN));
    lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
    lines.remove((enable ? "disable " : "enable ") + unit);
    lines.add((enable ? "enable " : "disable ") + unit);
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(lines);
    edits.file(OWN, String.join("\n", all) + "\n", 0644);
    return deciding(unit).filter(line -> line.enable() != enable);
  }

  /** The line that decides about a unit; where there is none, units are enabled. */
  Optional<Line> deciding(UnitName unit) {
    Map<String, String> files = new TreeMap<>();
    for (int i = DIRECTORIES.size() - 1; i >= 0; i--) {
      String directory = DIRECTORIES.get(i);
      edits.list(directory).stream()
          .filter(name -> name.endsWith(".preset"))
          .forEach(name -> files.put(name, directory + "/" + name));
    }
    for (String file : files.values()) {
      int number = 0;
      for (String raw : edits.lines(file)) {
        number++;
        String line = raw.strip();
        List<String> words = Arrays.asList(line.split("\\s+"));
        boolean rule = words.size() >= 2 && List.of("enable", "disable").contains(words.get(0));
        if (rule && matches(words, unit)) {
          return Optional.of(new Line(file, number, words.get(0).equals("enable"), line));
        }
      }
    }
    return Optional.empty();
  }

  /** A template may be followed by its instances. */
  private static boolean matches(List<String> words, UnitName unit) {
    if (NamePattern.matches(words.get(1), unit.text())) {
      return true;
    }
    return words.size() > 2
        && words.get(1).equals(unit.template())
        && unit.instance().filter(words.subList(2, words.size())::contains).isPresent();
  }
}
