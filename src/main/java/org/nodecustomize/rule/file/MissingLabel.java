package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SelinuxLabels;
import org.nodecustomize.rule.Snapshot;

/** NC701: files without an SELinux label. */
@RuleInfo(
    id = "NC701",
    slug = "selinux-missing",
    summary = "something has no SELinux label, and nothing gives it one",
    kind = STATE,
    severity = ERROR,
    consumer =
        "A7-AM setfilecons (labels a part of the tree only); the kernel (unlabeled_t: access denied)",
    fix = "label it in the image: setfiles -F -r ROOT with the image's own file_contexts")
public final class MissingLabel implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    Optional<String> none = SelinuxLabels.whyNone(files);
    if (none.isPresent()) {
      findings.notApplicable(none.get());
      return;
    }
    long labelled =
        files.all().values().stream().filter(n -> SelinuxLabels.of(n).isPresent()).count();
    if (labelled == 0) {
      findings.add("/", "has no label, nor has anything below it");
      return;
    }
    files
        .all()
        .forEach(
            (path, node) -> {
              Optional<String> label = SelinuxLabels.of(node);
              boolean missing = label.isEmpty() || label.get().contains(":unlabeled_t");
              if (missing && !SelinuxLabels.isVirtual(path)) {
                findings.add(
                    SelinuxLabels.isRelabelled(path) ? WARNING : ERROR,
                    path,
                    label.map(text -> "has the label " + text).orElse("has no label"));
              }
            });
  }
}
