package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC310: files that name one host. */
@RuleInfo(
    id = "NC310",
    slug = "host-identity",
    summary = "the image has a file that names or registers one host",
    kind = STATE,
    severity = ERROR,
    consumer = "IMG build.py (removes them: the installer does not overwrite what is there)",
    fix = "delete it")
public final class HostIdentity implements Fixable {
  private static final List<String> UNIQUE =
      List.of(
          "/etc/iscsi/initiatorname.iscsi",
          "/etc/nvme/hostid",
          "/etc/nvme/hostnqn",
          "/etc/sysconfig/rhn/systemid",
          "/etc/vdsm/vdsm.id",
          "/var/lib/NetworkManager/secret_key");

  private static final List<String> REGISTRATIONS =
      List.of("/etc/pki/consumer", "/etc/pki/entitlement", "/var/lib/cloud/instances");

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    for (String name : UNIQUE) {
      String path = PristineTrees.configuration(files, name);
      if (files.node(path).filter(HostIdentity::hasContent).isPresent()) {
        findings.add(path, "must be different on every host");
      }
    }
    for (String directory : REGISTRATIONS) {
      files
          .below(PristineTrees.configuration(files, directory))
          .forEach(
              (path, node) -> {
                if (hasContent(node)) {
                  findings.add(path, "registers one host");
                }
              });
    }
    named("/etc/hostname", "names one host", files, findings);
    named("/etc/machine-info", "describes one host", files, findings);
    named(
        "/etc/resolv.conf", "has the name servers of the network it was made in", files, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.removed(finding.path(), tree);
  }

  private static boolean hasContent(FileNode node) {
    return node.isRegular() && node.size() > 0;
  }

  private static void named(String name, String evidence, Snapshot files, Findings findings) {
    String path = PristineTrees.configuration(files, name);
    boolean says =
        files.node(path).filter(HostIdentity::hasContent).isPresent()
            && files.lines(path).stream()
                .anyMatch(line -> !line.startsWith("#") && !line.startsWith("localhost"));
    if (says) {
      findings.add(WARNING, path, evidence);
    }
  }
}
