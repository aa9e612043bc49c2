package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC211: state of imgbased in the image. */
@RuleInfo(
    id = "NC211",
    slug = "imgbased-state",
    summary = "the image carries state of imgbased that belongs to a host",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG rpmpersistence.py, volume.py, openscap.py",
    fix = "delete it; run dnf with --disableplugin=imgbased-persist when changing an image")
public final class ImgbasedState implements Fixable {
  private static final List<Glob> STATE_FILES =
      Stream.of(
              "/var/imgbased/.image-updated",
              "/var/imgbased/.skip-volumes",
              "/var/imgbased/openscap/config",
              "/var/imgbased/persisted-rpms/*.rpm")
          .map(Glob::new)
          .toList();

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String path : context.files().below("/var/imgbased").keySet()) {
      if (STATE_FILES.stream().anyMatch(glob -> glob.matches(path))) {
        findings.add(
            path,
            path.endsWith(".rpm")
                ? "would be installed again in every later layer"
                : "is a host's state");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.removed(finding.path(), tree);
  }
}
