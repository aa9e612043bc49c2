package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.LinkEnds;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC704: new links that lead nowhere. */
@RuleInfo(
    id = "NC704",
    slug = "dangling-symlink",
    summary = "a new symbolic link leads nowhere",
    kind = CHANGE,
    severity = WARNING,
    consumer = "whatever opens it",
    fix = "correct the target, or delete the link")
public final class DanglingSymlink implements Rule {
  private static final List<String> MADE_AT_BOOT =
      List.of("/dev/", "/proc/", "/run/", "/sys/", "/var/");
  private static final List<String> OFTEN_OPEN =
      List.of(
          "/etc/grub2.cfg",
          "/etc/grub2-efi.cfg",
          "/etc/mtab",
          "/usr/lib/.build-id/",
          "/usr/share/doc/",
          "/usr/share/factory/",
          "/usr/share/man/");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      String path = change.path();
      Optional<String> target = change.after().flatMap(FileNode::target);
      if (target.isEmpty()
          || !change.isMaterial()
          || isOpen(path)
          || context.files().exists(path)
          || leadsOnceInPlace(path, target.get(), context)) {
        continue;
      }
      String absolute = LinkEnds.of(context.files(), path);
      if (MADE_AT_BOOT.stream().noneMatch(absolute::startsWith)) {
        findings.add(path, "leads to " + target.get() + ", which is not there");
      }
    }
  }

  /** What is in /usr/etc gets its place in /etc on the host; so does what a link in it leads to. */
  private static boolean leadsOnceInPlace(String path, String target, RuleContext context) {
    if (!path.startsWith("/usr/etc/")) {
      return false;
    }
    String there = absolute(path.substring("/usr".length()), target);
    return context.files().exists(there)
        || (there.startsWith("/etc/") && context.files().exists("/usr" + there));
  }

  private static boolean isOpen(String path) {
    // Sources of a kernel come with another package; unit links are what NC404 is about.
    boolean kernelSource =
        path.startsWith("/usr/lib/modules/")
            && (path.endsWith("/build") || path.endsWith("/source"));
    return kernelSource
        || path.contains("/systemd/system/")
        || path.startsWith("/etc/alternatives/")
        || OFTEN_OPEN.stream().anyMatch(path::startsWith);
  }

  /** The target as an absolute path, {@code ..} taken by name. */
  private static String absolute(String path, String target) {
    Deque<String> parts = new ArrayDeque<>();
    String whole =
        target.startsWith("/") ? target : path.substring(0, path.lastIndexOf('/')) + "/" + target;
    for (String part : whole.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }
}
