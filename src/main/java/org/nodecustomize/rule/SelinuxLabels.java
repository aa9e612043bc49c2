package org.nodecustomize.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.tree.FileNode;

/** SELinux labels of files and the image's choice of mode. */
public final class SelinuxLabels {
  private static final String CONFIG = "/etc/selinux/config";

  private static final List<String> MODES = List.of("enforcing", "permissive", "disabled");

  private SelinuxLabels() {}

  /** The label of a file without the zero byte at its end. */
  public static Optional<String> of(FileNode node) {
    return Optional.ofNullable(node.attributes().get("security.selinux"))
        .map(bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8).replace("\0", ""));
  }

  /** Why labels do not matter in the image; empty where they do. */
  public static Optional<String> whyNone(Snapshot files) {
    if (mode(files).equals(Optional.of("disabled"))) {
      return Optional.of("SELinux is disabled in " + CONFIG);
    }
    String directory = PristineTrees.configuration(files, "/etc/selinux");
    boolean policy =
        files.tree().list(directory).stream()
            .anyMatch(
                name -> files.exists(directory + "/" + name + "/contexts/files/file_contexts"));
    return policy ? Optional.empty() : Optional.of("the image has no SELinux policy");
  }

  /**
   * The mode that the image boots with, as libselinux' selinux_getenforcemode takes it: the first
   * line with a mode counts, in whatever case. Without such a line, what the first line says.
   */
  public static Optional<String> mode(Snapshot files) {
    List<String> values =
        files
            .text(PristineTrees.configuration(files, CONFIG))
            .orElse("")
            .lines()
            .filter(line -> line.startsWith("SELINUX="))
            .map(line -> line.substring("SELINUX=".length()).strip())
            .toList();
    return values.stream()
        .flatMap(
            value -> MODES.stream().filter(m -> value.regionMatches(true, 0, m, 0, m.length())))
        .findFirst()
        .or(() -> values.stream().findFirst());
  }

  /** Whether files are made here at boot, so that the image's have no labels of their own. */
  public static boolean isVirtual(String path) {
    return List.of("/dev", "/proc", "/run", "/sys").stream()
            .anyMatch(top -> path.equals(top) || path.startsWith(top + "/"))
        || path.equals("/lost+found");
  }

  /** Whether the installer labels this path itself, after A8 and A9 80-setfilecons.ks. */
  public static boolean isRelabelled(String path) {
    return List.of("/boot", "/etc", "/root", "/usr/lib64", "/lib64").stream()
            .anyMatch(top -> path.equals(top) || path.startsWith(top + "/"))
        || (path.startsWith("/var/") && !path.startsWith("/var/tmp/"));
  }
}
