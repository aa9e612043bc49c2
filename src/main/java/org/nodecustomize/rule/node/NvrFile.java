package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Optional;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC601: the image's name as imgbased reads it. */
@RuleInfo(
    id = "NC601",
    slug = "nvr-file",
    summary = "the name of the image is missing, or one that imgbased cannot use",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer =
        "IMG utils.py: BuildMetadata; naming.py; lvm.py: is_name_valid; bootloader.py: _parse_entries",
    fix = "write name-version-release without a newline to /usr/share/imgbase/build/meta/nvr")
public final class NvrFile implements Rule {
  /** 55 for the volume, less room for a layer's number of two digits. */
  private static final int LONGEST = 52;

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.hasImgbased()) {
      findings.notApplicable("the image has no imgbased");
      return;
    }
    String path = ImageFacts.NVR_FILE;
    Optional<String> text = context.files().text(path);
    if (text.isEmpty()) {
      findings.add(path, "is missing");
      return;
    }
    String nvr = text.get();
    if (nvr.chars().anyMatch(c -> c <= ' ')) {
      findings.add(
          path,
          "has a blank or newline, which becomes part of a volume's name",
          "printf %s '" + nvr.strip() + "' > " + path);
    }
    shape(path, nvr.strip(), findings);
    for (String other : context.files().names("/usr/share/imgbase/build/meta")) {
      if (!other.equals("nvr")) {
        findings.add(
            "/usr/share/imgbase/build/meta/" + other,
            "is not 'nvr', the only name allowed here",
            "delete it");
      }
    }
  }

  private static void shape(String path, String nvr, Findings findings) {
    if (nvr.chars().filter(c -> c == '-').count() < 2) {
      findings.add(path, "expected name-version-release but was '" + nvr + "'");
    }
    if (nvr.contains("+")) {
      findings.add(path, "has a '+', which divides the layer's number from the name");
    }
    boolean valid =
        nvr.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "+_.-".indexOf(c) >= 0);
    if (!valid || nvr.startsWith("-")) {
      findings.add(path, "has a character that no volume's name can have");
    }
    if (nvr.length() > LONGEST) {
      findings.add(
          path, "expected at most %d characters but were %d".formatted(LONGEST, nvr.length()));
    }
    if (!nvr.contains("node") && !nvr.contains("rhvh")) {
      findings.add(path, "has neither 'node' nor 'rhvh' in it: its boot entries will be deleted");
    }
  }
}
