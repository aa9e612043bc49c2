package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.LabelPolicy;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SelinuxLabels;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.FileNode;

/** NC702: labels that the policy does not want. */
@RuleInfo(
    id = "NC702",
    slug = "selinux-wrong",
    summary = "something that changed has another SELinux label than the policy says",
    kind = CHANGE,
    severity = WARNING,
    consumer = "the kernel (access denied, or allowed to the wrong service)",
    fix = "restore the label: restorecon -F PATH in the image")
public final class WrongLabel implements Rule {
  /** The part of a context that the policy decides by; users and levels are free. */
  private static final int TYPE = 2;

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<String> none = SelinuxLabels.whyNone(context.files());
    if (none.isPresent()) {
      findings.notApplicable(none.get());
      return;
    }
    Optional<LabelPolicy> policy = context.image().labels();
    if (policy.isEmpty()) {
      findings.couldNotCheck("the policy of the image was not read");
      return;
    }
    Set<String> free = customizable(context.files());
    for (Change change : context.changes()) {
      String path = change.path();
      Optional<FileNode> node = change.after();
      if (node.isEmpty()
          || path.startsWith(PristineTrees.FACTORY)
          || SelinuxLabels.isVirtual(path)) {
        continue;
      }
      Optional<String> actual = SelinuxLabels.of(node.get()).map(WrongLabel::type);
      Optional<String> wanted = policy.get().context(path, node.get().type()).map(WrongLabel::type);
      boolean wrong = actual.isPresent() && wanted.isPresent() && !actual.equals(wanted);
      if (wrong && !free.contains(actual.get())) {
        findings.add(path, "expected " + wanted.get() + " but was " + actual.get());
      }
    }
  }

  private static String type(String context) {
    List<String> fields = List.of(context.split(":", -1));
    return fields.size() > TYPE ? fields.get(TYPE) : context;
  }

  /** Types that restorecon leaves alone. */
  private static Set<String> customizable(Snapshot files) {
    Set<String> types = new HashSet<>();
    String directory = PristineTrees.configuration(files, "/etc/selinux");
    for (String name : files.tree().list(directory)) {
      types.addAll(files.lines(directory + "/" + name + "/contexts/customizable_types"));
    }
    return types;
  }
}
