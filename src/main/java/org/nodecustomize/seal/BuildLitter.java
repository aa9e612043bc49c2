package org.nodecustomize.seal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nodecustomize.tree.FileNode;

/** Takes away what the run left behind and no node needs: caches, logs, histories, merge leftovers. */
final class BuildLitter {
  /** Directories whose new entries all go. */
  private static final List<String> EMPTIED =
      List.of(
          "/tmp",
          "/var/tmp",
          "/run",
          "/var/cache/dnf",
          "/var/cache/yum",
          "/var/cache/libdnf5",
          "/var/cache/PackageKit",
          "/var/cache/man",
          "/var/log/anaconda",
          "/var/lib/dhclient",
          "/var/lib/systemd/coredump",
          "/var/imgbased/persisted-rpms");

  /** Single files that go where they are new. */
  private static final Set<String> FILES =
      Set.of(
          "/.autorelabel",
          "/.dockerenv",
          "/.buildstamp",
          "/disk.img",
          "/source.img",
          "/root/.bash_history",
          "/root/.lesshst",
          "/root/.viminfo",
          "/root/.rpmdb",
          "/root/anaconda-ks.cfg",
          "/root/original-ks.cfg",
          "/var/cache/ldconfig/aux-cache",
          "/var/lib/chrony/drift",
          "/var/lib/logrotate/logrotate.status",
          "/var/lib/systemd/catalog/database",
          "/var/lib/rpm/.rpm.lock",
          "/usr/share/rpm/.rpm.lock",
          "/var/imgbased/.image-updated",
          "/var/imgbased/.skip-volumes",
          "/var/imgbased/openscap/config");

  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("(/usr/share|/var/lib)/rpm/__db\\..*"),
          Pattern.compile("(/usr/share|/var/lib)/dnf/history.*"),
          Pattern.compile("/root/[^/]*\\.log"),
          Pattern.compile("/var/lib/NetworkManager/[^/]*\\.lease"));

  private static final Pattern LEFT_BY_MERGES =
      Pattern.compile(
          ".*(\\.rpmnew|\\.rpmsave|\\.rpmorig|\\.imgnew|\\.imgbak|\\.imglnk|\\.orig|~|\\.swp|\\.bak)"
              + "|\\.#.*");

  private static final Pattern SNIPPETS = Pattern.compile("/usr/lib/[^/]+\\.d");

  private final Sealing sealing;

  BuildLitter(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    EMPTIED.forEach(
        directory ->
            sealing.after().list(directory).stream()
                .map(name -> directory + "/" + name)
                .filter(this::isUnwanted)
                .forEach(path -> remove(path, "NC209")));
    new TreeSet<>(FILES)
        .stream()
            .filter(this::isUnwanted)
            .forEach(
                path ->
                    remove(
                        path,
                        path.equals("/.autorelabel")
                            ? "NC711"
                            : path.startsWith("/var/imgbased/") ? "NC211" : "NC209"));
    for (String top :
        List.of(
            "/usr/share/rpm",
            "/var/lib/rpm",
            "/usr/share/dnf",
            "/var/lib/dnf",
            "/root",
            "/var/lib/NetworkManager")) {
      sealing.after().list(top).stream()
          .map(name -> top + "/" + name)
          .filter(path -> PATTERNS.stream().anyMatch(p -> p.matcher(path).matches()))
          .filter(this::isUnwanted)
          .forEach(path -> remove(path, "NC209"));
    }
    logs();
    mergeLeftovers();
  }

  private boolean isUnwanted(String path) {
    return sealing.isNew(path)
        && !sealing.options().intended().test(path)
        && !sealing.options().packaged().test(path);
  }

  private void remove(String path, String rule) {
    if (sealing.isThere(path)) {
      sealing.remove(path, rule, "removed: the run left it behind");
    }
  }

  /** New logs that hold something go, older ones are as they were. */
  private void logs() {
    TreeSet<String> logs = new TreeSet<>();
    sealing
        .after()
        .walk(
            "/var/log",
            (path, node) -> {
              if (node.isRegular() && !sealing.options().intended().test(path)) {
                logs.add(path);
              }
              return true;
            });
    for (String path : logs) {
      FileNode now = sealing.after().node(path).orElseThrow();
      boolean wasFile = sealing.before().node(path).filter(FileNode::isRegular).isPresent();
      if (!wasFile && now.size() > 0 && isUnwanted(path)) {
        remove(path, "NC209");
      } else if (wasFile
          && !NodeStates.sameContent(
              new NodeStates.Name(sealing.before(), path),
              new NodeStates.Name(sealing.after(), path))) {
        sealing.copy(sealing.before(), path, path);
        sealing.did("NC209", path, "as in the base image again: the run wrote to this log");
      }
    }
  }

  private void mergeLeftovers() {
    TreeSet<String> left = new TreeSet<>();
    for (String top : List.of("/etc", "/usr/etc", "/var", "/usr/lib")) {
      sealing
          .after()
          .walk(
              top,
              (path, node) -> {
                String name = path.substring(path.lastIndexOf('/') + 1);
                if (!node.isDirectory()
                    && LEFT_BY_MERGES.matcher(name).matches()
                    && isUnwanted(path)) {
                  left.add(path);
                }
                return !top.equals("/usr/lib")
                    || path.equals(top)
                    || SNIPPETS.matcher(path).matches();
              });
    }
    for (String path : left) {
      sealing.remove(
          path, "NC114", "removed: left by a merge; hosts would carry it into every release");
      if (path.endsWith(".rpmnew") || path.endsWith(".rpmsave")) {
        sealing.notice(
            path
                + ": a package and the image disagree about this file; the image's version stays and the"
                + " other one was removed [NC114]");
      }
    }
  }
}
