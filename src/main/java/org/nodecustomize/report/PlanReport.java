package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe would do to an image.
 *
 * @param profile the layout that is followed
 * @param packages what would happen to packages, one line each
 * @param steps in order
 * @param paths what would be written or removed in the tree, sealing included
 * @param sealed what would be done so that the changes survive
 * @param bytes of contents that would be written
 * @param freeBytes in the file system now
 * @param notices what the user should know
 */
public record PlanReport(
    Path image,
    String profile,
    List<String> packages,
    List<PlannedStep> steps,
    List<PlannedPath> paths,
    List<SealedPath> sealed,
    long bytes,
    long freeBytes,
    List<String> notices) {

  public PlanReport {
    packages = List.copyOf(packages);
    steps = List.copyOf(steps);
    paths = List.copyOf(paths);
    sealed = List.copyOf(sealed);
    notices = List.copyOf(notices);
  }

  /** The same with something more to know. */
  public PlanReport noting(String notice) {
    List<String> more = new ArrayList<>(notices);
    more.add(notice);
    return new PlanReport(image, profile, packages, steps, paths, sealed, bytes, freeBytes, more);
  }

  /** Whether the image is as wanted already. */
  public boolean isEmpty() {
    return packages.isEmpty() && paths.isEmpty() && steps.stream().noneMatch(PlannedStep::due);
  }

  /**
   * A step.
   *
   * @param phase its group, for instance {@code services}
   * @param reason why the group has its place in the order
   * @param where the wish was written
   * @param idle why it would make no difference; empty where it would
   */
  public record PlannedStep(
      String phase, String reason, String title, String where, Optional<String> idle) {
    /** What is the case already needs no work. */
    public static final String DONE = "done already";

    /** Whether it would make a difference. */
    public boolean due() {
      return idle.isEmpty();
    }
  }

  /**
   * A path that would be another.
   *
   * @param verb {@code write}, {@code remove}, {@code link}, {@code mkdir} or {@code place}
   * @param digest sha256 of owner, mode, attributes and content, in hex; empty where it is removed
   */
  public record PlannedPath(String verb, String path, String digest) {}

  /** Something that sealing would do, with the rule that asks for it. */
  public record SealedPath(String rule, String path, String text) {}
}
