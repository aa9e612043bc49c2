package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.INFO;

import org.nodecustomize.image.Container;
import org.nodecustomize.rule.EnterpriseLinux;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC816: a bare file system image for an old installer. */
@RuleInfo(
    id = "NC816",
    slug = "el7-apparent-size",
    summary = "installers of EL 7 will ask for three times the apparent size of the image",
    kind = STATE,
    severity = INFO,
    consumer = "A7 livepayload.py: _setup_file_image (st_size)",
    fix = "pack it in a squashfs")
public final class ApparentSize implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    boolean old = EnterpriseLinux.major(context.image().facts()).orElse(99) <= 7;
    if (context.image().container().orElse(null) instanceof Container.Bare bare && old) {
      findings.add(
          "image",
          "has %d MiB: %d will be asked for".formatted(bare.size() >> 20, (3 * bare.size()) >> 20));
    } else {
      findings.notApplicable("it is no bare image of EL 7");
    }
  }
}
