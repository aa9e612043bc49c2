package org.nodecustomize.seal;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;

/**
 * Keeps enabled what scripts of packages enabled in /etc: a preset, so that nobody's {@code systemctl
 * preset} turns it off again, and a link below /usr, which no upgrade takes for a change of the host.
 */
final class Presets {
  /** Shared with the operations on services. */
  static final String FILE = "/usr/lib/systemd/system-preset/50-node-customize.preset";

  private static final String USR = "/usr/lib/systemd/system";
  private static final Pattern PULL = Pattern.compile("[^/]+\\.(wants|requires)/[^/]+");
  private static final Pattern UNIT =
      Pattern.compile(
          "[A-Za-z0-9:_.\\\\@-]+\\.(service|socket|timer|path|target|mount|automount|swap|slice|scope)");

  private final Sealing sealing;

  Presets(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    String top = sealing.etc() + "/systemd/system";
    TreeSet<String> links = new TreeSet<>();
    sealing
        .after()
        .walk(
            top,
            (path, node) -> {
              if (path.length() > top.length()
                  && node.isLink()
                  && PULL.matcher(path.substring(top.length() + 1)).matches()
                  && !sealing.wasThere(path)) {
                links.add(path.substring(top.length() + 1));
              }
              return node.isDirectory();
            });
    TreeSet<String> lines = new TreeSet<>();
    for (String pull : links) {
      String unit = pull.substring(pull.indexOf('/') + 1);
      boolean masked =
          sealing.after().link(top + "/" + pull).filter("/dev/null"::equals).isPresent();
      if (!masked && UNIT.matcher(unit).matches() && !isEnabled(unit)) {
        lines.add("enable " + unit);
        link(pull, unit);
      }
    }
    List<String> dropped =
        SystemdFiles.lines(sealing.after(), FILE).stream().filter(this::isObsolete).toList();
    if (OwnSnippet.change(sealing, FILE, lines, dropped)) {
      lines.forEach(
          line ->
              sealing.did(
                  "NC401",
                  FILE,
                  "says \""
                      + line
                      + "\": a script enabled the unit, and without a preset it is turned off again"));
      dropped.forEach(
          line -> sealing.did("NC401", FILE, "no longer says \"" + line + "\": the unit is gone"));
    }
    lines.forEach(this::warnWhereShadowed);
    removeDangling();
  }

  private void link(String pull, String unit) {
    boolean vendor = unitFile(USR, unit);
    String path = USR + "/" + pull;
    if (vendor && !sealing.isThere(path)) {
      String file = sealing.isThere(USR + "/" + unit) ? unit : template(unit);
      sealing.after().putLink(path, "../" + file, Placement.ofRoot(0777));
      sealing.did("NC401", path, "linked: what is enabled in /usr stays so on upgraded hosts");
    }
  }

  private boolean unitFile(String directory, String unit) {
    return sealing.isThere(directory + "/" + unit)
        || sealing.isThere(directory + "/" + template(unit));
  }

  /** The template of an instance; of all else, itself. */
  private static String template(String unit) {
    int at = unit.indexOf('@');
    return at < 0 ? unit : unit.substring(0, at + 1) + unit.substring(unit.lastIndexOf('.'));
  }

  /** Whether the presets enable a unit by a line of their own. */
  private boolean isEnabled(String unit) {
    return deciding(unit).filter(words -> words.get(0).equals("enable")).isPresent();
  }

  private Optional<List<String>> deciding(String unit) {
    return SystemdFiles.lines(sealing.after(), sealing.etc(), "systemd/system-preset", ".preset")
        .stream()
        .map(line -> List.of(line.split("\\s+", -1)))
        .filter(words -> words.size() >= 2 && new Glob(words.get(1)).matches(unit))
        .findFirst();
  }

  private void warnWhereShadowed(String line) {
    String unit = line.substring("enable ".length());
    if (!isEnabled(unit)) {
      sealing.notice(
          "\""
              + unit
              + "\": another preset goes before ours and disables it: systemctl preset turns it off [NC403]");
    }
  }

  /** Whether a line of ours is about a unit that the base had and that is gone. */
  private boolean isObsolete(String line) {
    String[] words = line.split("\\s+", -1);
    return words.length == 2
        && List.of(USR, "/etc/systemd/system").stream()
            .noneMatch(directory -> unitFile(directory, words[1]))
        && sealing.wasThere(USR + "/" + words[1]);
  }

  /** Takes away links below /usr to units that went with their package. */
  private void removeDangling() {
    for (String directory : sealing.after().list(USR)) {
      if (!directory.endsWith(".wants") && !directory.endsWith(".requires")) {
        continue;
      }
      for (String unit : sealing.after().list(USR + "/" + directory)) {
        String path = USR + "/" + directory + "/" + unit;
        boolean link = sealing.after().type(path).equals(Optional.of(NodeType.LINK));
        if (link
            && !sealing.after().exists(path)
            && sealing.before().exists(path)
            && !sealing.options().packaged().test(path)) {
          sealing.remove(path, "NC404", "the unit that the link leads to is gone");
        }
      }
    }
  }
}
