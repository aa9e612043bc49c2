package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.rpm.Evr;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC602: a changed image with an old name. */
@RuleInfo(
    id = "NC602",
    slug = "nvr-not-bumped",
    summary = "the image was changed but has no newer version, or another name",
    kind = CHANGE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG naming.py: NVR._do_compare; the logical volume of that name exists already",
    fix = "give the image a higher release, for instance by adding .site.1 to it")
public final class NvrNotBumped implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<String> before = context.requiredBase().facts().nvr();
    Optional<String> after = context.image().facts().nvr();
    if (before.isEmpty() || after.isEmpty()) {
      findings.notApplicable("one of the images has no name");
      return;
    }
    if (context.changes().stream().noneMatch(Change::isMaterial)) {
      return;
    }
    List<String> old = fields(before.get());
    List<String> now = fields(after.get());
    if (!old.get(0).equals(now.get(0))) {
      findings.add(
          ImageFacts.NVR_FILE,
          "the name was '" + old.get(0) + "', now '" + now.get(0) + "': hosts cannot compare them");
    } else if (evr(now).compareTo(evr(old)) <= 0) {
      findings.add(
          ImageFacts.NVR_FILE,
          "was " + before.get() + ", now " + after.get() + ", which is not newer");
    }
  }

  private static Evr evr(List<String> fields) {
    return new Evr(0, fields.get(1), fields.get(2));
  }

  /** Name, version and release, divided at the last two hyphens. */
  private static List<String> fields(String nvr) {
    int release = nvr.lastIndexOf('-');
    int version = release < 0 ? -1 : nvr.lastIndexOf('-', release - 1);
    return version < 0
        ? List.of(nvr, "", "")
        : List.of(
            nvr.substring(0, version),
            nvr.substring(version + 1, release),
            nvr.substring(release + 1));
  }
}
