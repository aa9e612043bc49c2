package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.image.Architectures;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC613: packages of an architecture that the image cannot run. */
@RuleInfo(
    id = "NC613",
    slug = "arch-mismatch",
    summary = "a package is of an architecture that the image cannot run",
    kind = CHANGE,
    severity = ERROR,
    consumer = "the kernel (exec format error)",
    fix = "remove it, and install the package of the image's architecture")
public final class ForeignArchitecture implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    context.packageNames();
    Optional<String> architecture = context.image().facts().architecture();
    if (architecture.isEmpty()) {
      findings.couldNotCheck("the architecture of the image is not known");
      return;
    }
    Set<Nevra> before =
        context.requiredBase().facts().packages().stream()
            .map(InstalledPackage::nevra)
            .collect(Collectors.toSet());
    for (InstalledPackage installed : context.image().facts().packages()) {
      Nevra nevra = installed.nevra();
      if (!before.contains(nevra) && !Architectures.accepts(architecture.get(), nevra.arch())) {
        findings.add(
            "package " + nevra,
            "expected " + architecture.get() + " or noarch but was " + nevra.arch());
      }
    }
  }
}
