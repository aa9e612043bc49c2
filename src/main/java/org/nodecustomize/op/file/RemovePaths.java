package org.nodecustomize.op.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.TreePaths;

/**
 * Removes whatever matches, directories with all that is in them; a link is removed, not what it
 * leads to. What no image can do without is refused.
 *
 * @param pattern absolute; see {@link Glob}
 */
public record RemovePaths(Origin origin, String pattern) implements TreeOperation {
  /** A wider pattern is a mistake. */
  private static final int MOST = 100_000;

  private static final Set<String> ESSENTIAL =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib64",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr",
          "/usr/bin",
          "/usr/etc",
          "/usr/lib",
          "/usr/lib/modules",
          "/usr/lib/rpm",
          "/usr/lib/systemd",
          "/usr/lib/systemd/system",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/sbin",
          "/usr/share",
          "/usr/share/factory",
          "/usr/share/factory/etc",
          "/usr/share/imgbase",
          "/usr/share/rpm",
          "/var",
          "/var/lib",
          "/var/lib/rpm",
          "/var/log",
          "/var/tmp",
          "/etc/group",
          "/etc/gshadow",
          "/etc/os-release",
          "/etc/pam.d",
          "/etc/passwd",
          "/etc/shadow",
          "/etc/systemd",
          "/usr/lib/os-release");

  @Override
  public String title() {
    return "remove " + pattern;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Glob.fault(pattern)
        .or(
            () ->
                pattern.startsWith("/")
                    ? Optional.empty()
                    : Optional.of("expected an absolute path but was \"" + pattern + "\""))
        .ifPresent(
            fault -> {
              throw AtOrigin.failure(origin, fault);
            });
    AtOrigin.run(
        origin,
        () -> {
          List<String> found = found(tree, Glob.of(pattern));
          for (String path : found) {
            refuseEssential(path);
          }
          if (found.isEmpty()) {
            events.notice("%s: nothing in the image matches \"%s\"".formatted(origin, pattern));
          }
          found.forEach(tree::remove);
        });
  }

  /** What matches, without what is below something else that does. */
  private List<String> found(EditableTree tree, Glob glob) {
    List<String> found = new ArrayList<>();
    String top = tree.resolve(glob.top()).orElse("");
    if (top.isEmpty()) {
      return found;
    }
    tree.walk(
        top,
        (path, node) -> {
          String spelled = spelled(glob.top(), top, path);
          if (glob.matches(spelled)) {
            if (found.size() == MOST) {
              throw AtOrigin.failure(
                  origin,
                  "more than %,d paths match \"%s\"".formatted(MOST, pattern),
                  "remove the directory as a whole");
            }
            found.add(path);
            return false;
          }
          return glob.reachesBelow(spelled);
        });
    return found;
  }

  /** The path as the pattern spells it, which may have links in its beginning. */
  private static String spelled(String written, String top, String path) {
    return path.equals(top)
        ? written
        : TreePaths.child(written, path.substring(top.equals("/") ? 1 : top.length() + 1));
  }

  private void refuseEssential(String path) {
    if (ESSENTIAL.contains(path)) {
      throw AtOrigin.failure(
          origin,
          "\"%s\" must stay: no node works without it".formatted(path),
          "name what is to be removed in it");
    }
  }
}
