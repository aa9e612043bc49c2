package org.nodecustomize.apply;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.report.CheckReport;
import org.nodecustomize.rule.Baseline;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.RuleRunner;
import org.nodecustomize.rule.Waiver;
import org.nodecustomize.rule.WaiverFile;
import org.nodecustomize.rule.Waivers;

/** Holds an image to the layout rules; changes nothing, and needs no appliance for a clean ext4. */
public final class CheckImage {
  private final HostContext context;

  public CheckImage(HostContext context) {
    this.context = context;
  }

  /** Runs all rules. */
  public CheckReport check(CheckRequest request) {
    List<Waiver> waivers = request.waivers().map(WaiverFile::read).orElse(List.of());
    Set<String> baseline = request.baseline().map(Baseline::read).orElse(Set.of());
    StageClock clock = new StageClock(context);
    try (OpenedForRules image = open(request.image(), clock)) {
      if (request.base().isEmpty()) {
        CheckReport report =
            run(request, image.checked(), Optional.empty(), waivers, baseline, clock);
        image.requireHealthy();
        return report;
      }
      try (OpenedForRules base = open(request.base().get(), clock)) {
        CheckReport report =
            run(request, image.checked(), Optional.of(base.checked()), waivers, baseline, clock);
        image.requireHealthy();
        base.requireHealthy();
        return report;
      }
    }
  }

  /** Why an image is held to a profile. */
  static String profileReason(CheckRequest request, LayoutProfile profile) {
    return request.profile().isPresent()
        ? "as --profile says"
        : "found by content: " + profile.signs();
  }

  private OpenedForRules open(Path file, StageClock clock) {
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(file));
    return OpenedForRules.open(container, context, clock);
  }

  private CheckReport run(
      CheckRequest request,
      CheckedImage image,
      Optional<CheckedImage> base,
      List<Waiver> waivers,
      Set<String> baseline,
      StageClock clock) {
    LayoutProfile profile = request.profile().orElse(image.facts().profile());
    Instant now = Instant.now();
    request.overrides().stream()
        .sorted()
        .filter(path -> !image.files().has(path))
        .forEach(path -> context.events().warning("--override: not in the image: " + path));
    RuleContext rules = new RuleContext(image, base, profile, request.overrides(), now);
    List<RuleResult> results =
        clock.in(
            Stage.CHECK, () -> new RuleRunner(context.cancellation()).run(Catalogue.all(), rules));
    CheckResult result =
        new Waivers(waivers, baseline, LocalDate.ofInstant(now, ZoneOffset.UTC))
            .apply(profile, profileReason(request, profile), results);
    return new CheckReport(request.image(), request.base(), result);
  }
}
