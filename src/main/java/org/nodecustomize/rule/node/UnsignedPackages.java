package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC614: packages that nobody signed. */
@RuleInfo(
    id = "NC614",
    slug = "unsigned",
    summary = "a package was added that nobody signed",
    kind = CHANGE,
    severity = WARNING,
    consumer = "NGI Makefile.am (the list of unsigned packages is part of the build's output)",
    fix = "sign it: rpmsign --addsign FILE, and install the signed one")
public final class UnsignedPackages implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Set<Nevra> before =
        context.requiredBase().facts().packages().stream()
            .map(InstalledPackage::nevra)
            .collect(Collectors.toSet());
    for (PackageContents.Contents one : context.image().requiredContents().packages()) {
      if (one.keyIds().isEmpty() && !before.contains(one.nevra())) {
        findings.add("package " + one.nevra(), "has no signature");
      }
    }
  }
}
