package org.nodecustomize.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nodecustomize.site.Site;

/**
 * What a recipe asks for beside packages, in the order of {@link Phase}; within a phase as it was
 * written.
 */
public record SitePlan(List<Step> steps) {

  /** Nothing to do. */
  public static final SitePlan NONE = new SitePlan(List.of());

  public SitePlan {
    steps = List.copyOf(steps);
  }

  /**
   * Orders the wishes of a recipe.
   *
   * @param now for wishes that age, as certificates do
   */
  public static SitePlan of(Site site, Instant now) {
    List<Step> steps = new ArrayList<>();
    steps.addAll(AccountSteps.of(site.accounts(), LocalDate.ofInstant(now, ZoneOffset.UTC)));
    steps.addAll(FileSteps.of(site.files()));
    steps.addAll(SystemSteps.of(site, now));
    steps.addAll(ServiceSteps.of(site.kernel()));
    steps.addAll(ServiceSteps.of(site.services()));
    steps.addAll(ServiceSteps.of(site.scripts()));
    steps.sort(Comparator.comparing(Step::phase));
    return new SitePlan(steps);
  }

  /** The part that needs no program of the image. */
  public List<Step.Edit> edits() {
    return steps.stream().filter(Step.Edit.class::isInstance).map(Step.Edit.class::cast).toList();
  }

  /** The part that runs programs of the image, after all edits. */
  public List<Step> programs() {
    return steps.stream().filter(step -> !(step instanceof Step.Edit)).toList();
  }
}
