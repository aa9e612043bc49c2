package org.nodecustomize.rule.identity;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.INFO;

import java.util.List;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC314: the identity of the build machine in the pristine copy. */
@RuleInfo(
    id = "NC314",
    slug = "factory-identity-leak",
    summary = "the pristine copy holds the identity of the machine that built the image",
    kind = STATE,
    severity = INFO,
    profiles = {IMGBASED, NGN},
    consumer = "any tmpfiles.d line that copies the file to /etc",
    fix = "empty the copy")
public final class FactoryIdentity implements Rule {
  private static final List<String> NAMES =
      List.of("/hostname", "/iscsi/initiatorname.iscsi", "/machine-id", "/resolv.conf");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String name : NAMES) {
      String path = PristineTrees.FACTORY + name;
      boolean says =
          context.files().node(path).filter(FileNode::isRegular).isPresent()
              && context.files().lines(path).stream()
                  .anyMatch(line -> !line.startsWith("#") && !line.startsWith("localhost"));
      if (says) {
        findings.add(path, "holds the build machine's value");
      }
    }
  }
}
