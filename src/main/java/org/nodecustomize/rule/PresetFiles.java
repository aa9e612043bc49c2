package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The presets of an image, see systemd.preset(5): the first line that matches a unit decides. */
public final class PresetFiles {
  /** Lines; a hostile image has more. */
  private static final int MAXIMUM = 50_000;

  private final List<Line> lines;

  private PresetFiles(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * A line.
   *
   * @param file the preset file that has it
   * @param pattern of unit names
   * @param instances of a template that it is about; empty for all
   */
  public record Line(String file, boolean enable, String pattern, List<String> instances) {
    public Line {
      instances = List.copyOf(instances);
    }

    boolean matches(String unit) {
      NamePattern names = NamePattern.ofUnits(pattern);
      if (names.matches(unit)) {
        return true;
      }
      Optional<String> template = SystemdUnits.template(unit);
      return template.filter(names::matches).isPresent()
          && (instances.isEmpty() || instances.contains(SystemdUnits.instance(unit)));
    }

    /** Whether it is about one unit or template, not about all of some kind. */
    public boolean isPlain() {
      return NamePattern.isPlain(pattern);
    }
  }

  /** Reads the files that count, sorted by name; one of /etc replaces one of /usr/lib. */
  public static PresetFiles of(Snapshot files) {
    SortedMap<String, String> paths = new TreeMap<>();
    String etc = PristineTrees.configuration(files, "/etc/systemd/system-preset");
    for (String directory : List.of(etc, "/usr/lib/systemd/system-preset")) {
      for (String name : files.tree().list(directory)) {
        if (name.endsWith(".preset")) {
          paths.putIfAbsent(name, directory + "/" + name);
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    for (String path : paths.values()) {
      for (String line : files.lines(path)) {
        List<String> words = List.of(line.split("\\s+", -1));
        boolean enable = words.get(0).equals("enable");
        if (words.size() > 1
            && (enable || words.get(0).equals("disable"))
            && lines.size() < MAXIMUM) {
          lines.add(new Line(path, enable, words.get(1), words.subList(2, words.size())));
        }
      }
    }
    return new PresetFiles(List.copyOf(lines));
  }

  /** All lines, in the order in which they are tried. */
  public List<Line> lines() {
    return lines;
  }

  /** The line that decides for a unit; an instance is also matched by its template. */
  public Optional<Line> deciding(String unit) {
    return lines.stream().filter(line -> line.matches(unit)).findFirst();
  }

  /** Whether presets enable a unit; without a line about it they do. */
  public boolean enables(String unit) {
    return deciding(unit).map(Line::enable).orElse(true);
  }
}
