package org.nodecustomize.rule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.LayoutProfile;

/** What a rule is given: the image, the image it was made from, and what the recipe declares. */
public final class RuleContext {
  private final CheckedImage image;
  private final Optional<CheckedImage> base;
  private final LayoutProfile profile;
  private final Set<String> overrides;
  private final Instant time;
  private Optional<List<Change>> changes = Optional.empty();

  /**
   * A context.
   *
   * @param overrides paths below /etc that the recipe declares to differ from the vendor's on purpose
   * @param time of the check
   */
  public RuleContext(
      CheckedImage image,
      Optional<CheckedImage> base,
      LayoutProfile profile,
      Set<String> overrides,
      Instant time) {
    this.image = image;
    this.base = base;
    this.profile = profile;
    this.overrides = Set.copyOf(overrides);
    this.time = time;
  }

  /** The files of the image. */
  public Snapshot files() {
    return image.files();
  }

  public CheckedImage image() {
    return image;
  }

  public Optional<CheckedImage> base() {
    return base;
  }

  /** The base of a change rule, which the runner runs only where there is one. */
  public CheckedImage requiredBase() {
    return base.orElseThrow(
        () -> new OperationException(Problem.of("there is no base to compare with")));
  }

  /** The files of the base of a change rule. */
  public Snapshot baseFiles() {
    return requiredBase().files();
  }

  public LayoutProfile profile() {
    return profile;
  }

  public Set<String> overrides() {
    return overrides;
  }

  public Instant time() {
    return time;
  }

  /** Everything that differs from the base, sorted by path. */
  public List<Change> changes() {
    if (changes.isEmpty()) {
      changes = Optional.of(Changes.below("/", baseFiles(), files()));
    }
    return changes.get();
  }

  /** What differs from the base below a directory. */
  public List<Change> changesBelow(String directory) {
    String prefix = directory + "/";
    return changes().stream().filter(change -> change.path().startsWith(prefix)).toList();
  }

  /**
   * The names of the installed packages.
   *
   * @throws OperationException where the rpm database was not read
   */
  public Set<String> packageNames() {
    return image
        .packageNames()
        .orElseThrow(
            () -> new OperationException(Problem.of("the rpm database of the image was not read")));
  }

  /** Whether the image is one that imgbased manages. */
  public boolean hasImgbased() {
    return image.facts().nvr().isPresent() || files().exists("/usr/sbin/imgbase");
  }

  /** The same rules' view of the base alone. */
  Optional<RuleContext> ofBase() {
    return base.map(b -> new RuleContext(b, Optional.empty(), profile, overrides, time));
  }
}
