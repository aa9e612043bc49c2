package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;

/** NC117: only the mode, owner or attributes of a path of /etc changed. */
@RuleInfo(
    id = "NC117",
    slug = "metadata-only-change",
    summary = "only the mode, owner or attributes of a path of /etc were changed",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, OSTREE},
    consumer = "IMG osupdater.py (dircmp sees no modes); OST ostree-diff.c (xattrs do not count)",
    fix = "set it by a z line in /usr/lib/tmpfiles.d, or by the package that owns the file")
public final class MetadataOnlyChange implements Rule {
  private static final Set<Aspect> METADATA =
      Set.of(Aspect.PERMISSIONS, Aspect.OWNER, Aspect.ATTRIBUTES);

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      Set<Aspect> aspects = new TreeSet<>(change.aspects());
      aspects.remove(Aspect.TIME);
      if (aspects.contains(Aspect.ATTRIBUTES) && onlyLabel(change)) {
        aspects.remove(Aspect.ATTRIBUTES);
      }
      if (!aspects.isEmpty() && METADATA.containsAll(aspects)) {
        findings.add(change.path(), text(change, aspects));
      }
    }
  }

  private static boolean onlyLabel(Change change) {
    Map<String, Bytes> before = new TreeMap<>(change.before().orElseThrow().attributes());
    Map<String, Bytes> after = new TreeMap<>(change.after().orElseThrow().attributes());
    before.remove("security.selinux");
    after.remove("security.selinux");
    return before.equals(after);
  }

  private static String text(Change change, Set<Aspect> aspects) {
    FileNode before = change.before().orElseThrow();
    FileNode after = change.after().orElseThrow();
    List<String> parts = new ArrayList<>();
    if (aspects.contains(Aspect.PERMISSIONS)) {
      parts.add("mode was %04o, now %04o".formatted(before.permissions(), after.permissions()));
    }
    if (aspects.contains(Aspect.OWNER)) {
      parts.add(
          "owner was %d:%d, now %d:%d"
              .formatted(before.uid(), before.gid(), after.uid(), after.gid()));
    }
    if (aspects.contains(Aspect.ATTRIBUTES)) {
      parts.add("extended attributes changed");
    }
    return String.join("; ", parts) + "; nothing else changed";
  }
}
