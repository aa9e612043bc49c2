package org.nodecustomize.rule.container;

import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import org.nodecustomize.image.Container;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC801: where the file system image lies in the squashfs. */
@RuleInfo(
    id = "NC801",
    slug = "liveos-structure",
    summary = "the squashfs does not hold exactly LiveOS/rootfs.img",
    kind = STATE,
    severity = ERROR,
    warningIn = PLAIN,
    consumer =
        "A7-AM (first of LiveOS/*.img); DRA (that name); NGI %post (that name); IMG update.py (any of */*.img)",
    fix = "make a squashfs with one file LiveOS/rootfs.img in it")
public final class LiveOsStructure implements Rule {
  private static final String EXPECTED = "LiveOS/rootfs.img";
  private static final Glob SELECTED = new Glob("*/*.img");

  @Override
  public void check(RuleContext context, Findings findings) {
    Container container = context.image().container().orElse(null);
    if (container instanceof Container.Nested nested) {
      if (!nested.innerPath().equals(EXPECTED)) {
        findings.add(
            nested.innerPath(), "is the file system, where " + EXPECTED + " is looked for");
      }
      for (String other : nested.otherFiles()) {
        if (SELECTED.matches(other)) {
          findings.add(other, "may be taken for the file system");
        }
      }
    } else if (container instanceof Container.Flat && context.profile() != OSTREE) {
      findings.add(
          "squashfs", "is the tree itself: only the installer and newer live boots take it");
    } else {
      findings.notApplicable("the image is in no squashfs");
    }
  }
}
