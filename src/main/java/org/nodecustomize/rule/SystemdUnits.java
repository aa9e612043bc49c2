package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nodecustomize.tree.FileNode;

/** The unit files of an image and what enables them, see systemd.unit(5). */
public final class SystemdUnits {
  private static final String ETC = "/etc/systemd/system";
  private static final String USR = "/usr/lib/systemd/system";

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

  /** Types of units that are there without a file: from fstab, of devices, of sessions. */
  private static final Set<String> MADE =
      Set.of("mount", "automount", "swap", "device", "scope", "slice");

  /** Beginnings of services that the generators of systemd and lvm2 make. */
  private static final List<String> GENERATED =
      List.of(
          "lvm2-activation",
          "systemd-cryptsetup@",
          "systemd-integritysetup@",
          "systemd-veritysetup@");

  /** Keys that a file may repeat; a hostile one has more. */
  private static final int MAXIMUM_LINES = 20_000;

  /** Characters of a line with all that continues it; systemd takes a mebibyte. */
  private static final int MAXIMUM_LENGTH = 64 << 10;

  /** After systemd.syntax(7). */
  private static final Set<String> YES = Set.of("1", "yes", "y", "true", "t", "on");

  private final Snapshot files;
  private final List<String> directories;

  private SystemdUnits(Snapshot files) {
    this.files = files;
    this.directories = directories(files);
  }

  /** Where a tree has its unit files, the directory that counts first. */
  public static List<String> directories(Snapshot files) {
    return List.of(PristineTrees.configuration(files, ETC), USR);
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
    return directories.stream()
        .map(directory -> directory + "/" + unit)
        .filter(files::has)
        .findFirst()
        .or(() -> template(unit).flatMap(this::find));
  }

  /**
   * Whether systemd may know a unit: by its file, or since a generator or systemd itself makes units
   * of this kind, or by its beginning, as {@code user-.slice} stands for every unit of that beginning.
   */
  public boolean mayExist(String unit) {
    int dot = unit.lastIndexOf('.');
    String name = unit.substring(0, dot);
    return MADE.contains(unit.substring(dot + 1))
        || GENERATED.stream().anyMatch(name::startsWith)
        || find(unit).isPresent()
        || Stream.of("/etc/init.d/", "/etc/rc.d/init.d/").anyMatch(d -> files.exists(d + name))
        || (name.endsWith("-")
            && directories.stream()
                .flatMap(directory -> files.names(directory).stream())
                .anyMatch(one -> one.startsWith(name) && one.endsWith(unit.substring(dot))));
  }

  /** The template of an instance: {@code getty@.service} of {@code getty@tty1.service}. */
  public static Optional<String> template(String unit) {
    int at = unit.indexOf('@');
    int dot = unit.lastIndexOf('.');
    return at > 0 && dot > at + 1
        ? Optional.of(unit.substring(0, at + 1) + unit.substring(dot))
        : Optional.empty();
  }

  /** The instance that a name is of: {@code tty1} of {@code getty@tty1.service}; or empty text. */
  static String instance(String unit) {
    int at = unit.indexOf('@');
    return at < 0 ? "" : unit.substring(at + 1, Math.max(at + 1, unit.lastIndexOf('.')));
  }

  /** Whether a unit leads to /dev/null, by however many links, or to an empty file. */
  public boolean isMasked(String unit) {
    return find(unit)
        .filter(
            path ->
                LinkEnds.leadsToNothing(files, path)
                    || files
                        .target(path)
                        .filter(node -> node.isRegular() && node.size() == 0)
                        .isPresent())
        .isPresent();
  }

  /**
   * The values of a key in a section of a unit file, in order: lines that end with a backslash go on
   * in the next, comments between them left out; an empty value takes back those before it.
   */
  public List<String> values(String path, String section, String key) {
    List<String> values = new ArrayList<>();
    String in = "";
    String begun = "";
    for (String part : files.lines(path).stream().limit(MAXIMUM_LINES).toList()) {
      if (part.startsWith("#") || part.startsWith(";")) {
        continue;
      }
      String line = begun + part;
      if (line.endsWith("\\") && line.length() < MAXIMUM_LENGTH) {
        begun = line.substring(0, line.length() - 1) + " ";
        continue;
      }
      begun = "";
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        in = line.substring(1, line.length() - 1);
      } else if (in.equals(section)
          && equals > 0
          && line.substring(0, equals).strip().equals(key)) {
        String value = line.substring(equals + 1).strip();
        if (value.isEmpty()) {
          values.clear();
        } else {
          values.add(value);
        }
      }
    }
    return List.copyOf(values);
  }

  /** Whether the last value of a key says yes, in one of systemd's ways. */
  public boolean isTrue(String path, String section, String key) {
    return values(path, section, key).stream()
        .reduce((first, last) -> last)
        .filter(value -> YES.contains(value.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** Whether a unit file says what enabling it means. */
  public boolean isInstallable(String path) {
    return List.of("WantedBy", "RequiredBy", "Alias", "Also", "UpheldBy").stream()
        .anyMatch(key -> !values(path, "Install", key).isEmpty());
  }

  /**
   * The units that want or require something by a link, with the path of each link. A link to
   * /dev/null takes away the vendor's link of that name (systemd 233 and later) and is none itself.
   */
  public List<Link> links() {
    Map<String, Link> links = new TreeMap<>();
    for (String directory : directories) {
      for (Map.Entry<String, FileNode> entry : files.below(directory).entrySet()) {
        String name = entry.getKey().substring(directory.length());
        link(directory, entry.getKey(), entry.getValue())
            .ifPresent(
                link -> {
                  Link first = links.putIfAbsent(name, link);
                  if (first != null && !LinkEnds.leadsToNothing(files, first.path())) {
                    links.put(directory + name, link);
                  }
                });
      }
    }
    return links.values().stream()
        .filter(link -> !LinkEnds.leadsToNothing(files, link.path()))
        .toList();
  }

  /** What a path means, if it is a link that makes one unit pull in another. */
  public static Optional<Link> link(String directory, String path, FileNode node) {
    String rest = path.substring(directory.length() + 1);
    int slash = rest.indexOf('/');
    if (!node.isLink() || slash < 0 || rest.indexOf('/', slash + 1) >= 0) {
      return Optional.empty();
    }
    String parent = rest.substring(0, slash);
    boolean pulls = List.of(".wants", ".requires", ".upholds").stream().anyMatch(parent::endsWith);
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
   * A link in a {@code .wants}, {@code .requires} or {@code .upholds} directory.
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
