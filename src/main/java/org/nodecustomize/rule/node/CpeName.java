package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC604: a product name that imgbased does not know. */
@RuleInfo(
    id = "NC604",
    slug = "cpe",
    summary = "the product in /etc/system-release-cpe is one that upgrades refuse",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG utils.py: SystemRelease; rpmpersistence.py",
    fix = "write cpe:/o:centos:centos:9 or what fits the system to /etc/system-release-cpe")
public final class CpeName implements Rule {
  private static final String FILE = "/etc/system-release-cpe";
  private static final Set<String> PRODUCTS = Set.of("centos", "enterprise_linux", "fedora");

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.hasImgbased()) {
      findings.notApplicable("the image has no imgbased");
      return;
    }
    Optional<String> text = context.files().text(FILE).map(String::strip);
    if (text.isEmpty() || text.get().isEmpty()) {
      findings.add(FILE, "is missing or empty");
      return;
    }
    List<String> fields = List.of(text.get().split(":", -1));
    if (!fields.get(0).startsWith("cpe")) {
      findings.add(FILE, "expected a text that begins with 'cpe' but was '" + text.get() + "'");
    } else if (fields.size() < 4 || !PRODUCTS.contains(fields.get(3))) {
      findings.add(
          FILE,
          "expected centos, enterprise_linux or fedora as the product but was '"
              + (fields.size() < 4 ? "" : fields.get(3))
              + "'");
    }
  }
}
