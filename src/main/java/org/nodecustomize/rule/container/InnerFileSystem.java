package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.image.Container;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC802: which file system is inside. */
@RuleInfo(
    id = "NC802",
    slug = "inner-is-bare-fs",
    summary = "the inner file system is not one that every consumer mounts",
    kind = STATE,
    severity = ERROR,
    consumer = "A7-AM (mount -t auto, no partitions); LOR and IMG (ext4, xfs)",
    fix = "make the image with ext4")
public final class InnerFileSystem implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Container container = context.image().container().orElse(null);
    if (container instanceof Container.Nested nested) {
      check(nested.innerPath(), nested.fileSystem(), findings);
    } else if (container instanceof Container.Bare bare) {
      check("image", bare.fileSystem(), findings);
    } else {
      findings.notApplicable("there is no inner file system");
    }
  }

  private static void check(String path, String type, Findings findings) {
    if (type.equals("xfs") || type.equals("btrfs")) {
      findings.add(
          WARNING, path, "is " + type + ", which builders and checkers of images do not expect");
    } else if (!type.startsWith("ext")) {
      findings.add(path, "is " + type + ", which is not mounted");
    }
  }
}
