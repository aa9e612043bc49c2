package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC711: marks that builders and containers leave in the root directory. */
@RuleInfo(
    id = "NC711",
    slug = "build-artefacts",
    summary = "a builder or installer left something in the root directory",
    kind = STATE,
    severity = WARNING,
    consumer =
        "the first boot (/.autorelabel: a relabelling and a restart); programs that look for containers",
    fix = "delete it")
public final class BuildArtefacts implements Fixable {
  private static final List<String> PATHS =
      List.of(
          "/.autorelabel",
          "/.buildstamp",
          "/.dockerenv",
          "/disk.img",
          "/images",
          "/results",
          "/run/.containerenv",
          "/source.img",
          "/tmp/config_files");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String path : PATHS) {
      if (context.files().has(path)) {
        findings.add(path, "is there");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.removed(finding.path(), tree);
  }
}
