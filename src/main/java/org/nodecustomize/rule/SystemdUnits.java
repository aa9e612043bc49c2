package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.tree.FileNode;

/** The unit files of an image and what enables them, see systemd.unit(5). */
public final class SystemdUnits {
  /** Where unit files are, the one that counts first. */
  public static final List<String> DIRECTORIES =
      List.of("/etc/systemd/system", "/usr/lib/systemd/system");

  private static final Set<String> TYPES =
      Set.of(
          "service",
          "socket",
          "target",
          "timer",
          "path",
          "mount",
          "automount",
          "swap",
          "slice",
          "scope",
          "device");

  /** Keys that a file may repeat; a hostile one has more. */
  private static final int MAXIMUM_LINES = 20_000;

  private final Snapshot files;

  private SystemdUnits(Snapshot files) {
    this.files = files;
  }

  public static SystemdUnits of(Snapshot files) {
    return new SystemdUnits(files);
  }

  /** Whether this can be the name of a unit. */
  public static boolean isUnitName(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && TYPES.contains(name.substring(dot + 1));
  }

  /** The path of a unit's file; an instance's is its template's. Empty where there is none. */
  public Optional<String> find(String unit) {
    return DIRECTORIES.stream()
        .map(directory -> directory + "/" + unit)
        .filter(files::has)
        .findFirst()
        .or(() -> template(unit).flatMap(this::find));
  }

  /** The template of an instance: {@code getty@.service} of {@code getty@tty1.service}. */
  public static Optional<String> template(String unit) {
    int at = unit.indexOf('@');
    int dot = unit.lastIndexOf('.');
    return at > 0 && dot > at + 1
        ? Optional.of(unit.substring(0, at + 1) + unit.substring(dot))
        : Optional.empty();
  }

  /** Whether a unit is a link to /dev/null, or an empty file. */
  public boolean isMasked(String unit) {
    return find(unit)
        .flatMap(files::node)
        .filter(
            node ->
                node.target().equals(Optional.of("/dev/null"))
                    || (node.isRegular() && node.size() == 0))
        .isPresent();
  }

  /** The values of a key in a section of a unit file, in order; comments and continued lines apart. */
  public List<String> values(String path, String section, String key) {
    List<String> values = new ArrayList<>();
    String in = "";
    for (String line : files.lines(path).stream().limit(MAXIMUM_LINES).toList()) {
      if (line.startsWith("[") && line.endsWith("]")) {
        in = line.substring(1, line.length() - 1);
      } else if (in.equals(section) && !line.startsWith("#") && !line.startsWith(";")) {
        int equals = line.indexOf('=');
        if (equals > 0 && line.substring(0, equals).strip().equals(key)) {
          values.add(line.substring(equals + 1).strip());
        }
      }
    }
    return List.copyOf(values);
  }

  /** Whether a unit file says what enabling it means. */
  public boolean isInstallable(String path) {
    return List.of("WantedBy", "RequiredBy", "Alias", "Also", "UpheldBy").stream()
        .anyMatch(key -> !values(path, "Install", key).isEmpty());
  }

  /** The units that want or require something by a link, with the path of each link. */
  public List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (String directory : DIRECTORIES) {
      for (Map.Entry<String, FileNode> entry : files.below(directory).entrySet()) {
        link(directory, entry.getKey(), entry.getValue()).ifPresent(links::add);
      }
    }
    return List.copyOf(links);
  }

  /** What a path means, if it is a link that makes one unit pull in another. */
  public static Optional<Link> link(String directory, String path, FileNode node) {
    String rest = path.substring(directory.length() + 1);
    int slash = rest.indexOf('/');
    if (!node.isLink() || slash < 0 || rest.indexOf('/', slash + 1) >= 0) {
      return Optional.empty();
    }
    String parent = rest.substring(0, slash);
    boolean pulls = parent.endsWith(".wants") || parent.endsWith(".requires");
    return pulls
        ? Optional.of(
            new Link(
                path,
                parent.substring(0, parent.lastIndexOf('.')),
                rest.substring(slash + 1),
                node.target().orElse("")))
        : Optional.empty();
  }

  /**
   * A link in a {@code .wants} or {@code .requires} directory.
   *
   * @param by the unit that pulls in
   * @param unit the unit that is pulled in
   */
  public record Link(String path, String by, String unit, String target) {}

  /** Whether a link pulls a unit in, be it of /etc or of /usr. */
  public boolean isPulledIn(String unit) {
    return links().stream().anyMatch(link -> link.unit().equals(unit));
  }
}
