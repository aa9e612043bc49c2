package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.rule.RuleKind.CHANGE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.tree.MemoryTree;

/** Holds an image and its base, both good until a test changes them, and tells what a rule finds. */
abstract class RuleTest {
  static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  LayoutProfile profile = IMGBASED;
  MemoryTree base = GoodNode.of(IMGBASED);
  MemoryTree image = GoodNode.of(IMGBASED);
  Set<String> overrides = Set.of();
  String architecture = "x86_64";
  List<InstalledPackage> basePackages = GoodNode.packages();
  List<InstalledPackage> packages = GoodNode.packages();
  Optional<PackageOwnership> ownership = Optional.of(path -> false);
  Optional<PackageContents> baseContents = Optional.of(PackageContents.of(List.of()));
  Optional<PackageContents> contents = Optional.of(PackageContents.of(List.of()));
  Optional<LabelPolicy> labels = Optional.empty();
  Optional<Container> baseContainer = Optional.of(GoodNode.container());
  Optional<Container> container = Optional.of(GoodNode.container());

  /** Begins again with good trees of another profile. */
  final void use(LayoutProfile other) {
    profile = other;
    base = GoodNode.of(other);
    image = GoodNode.of(other);
  }

  /** Puts a file and its pristine copies in both trees. */
  final void inBoth(String path, String content) {
    base.file(path, content);
    image.file(path, content);
  }

  final CheckedImage checked(
      MemoryTree tree,
      List<InstalledPackage> installed,
      Optional<Container> in,
      Optional<PackageContents> brought) {
    return new CheckedImage(
        Snapshot.of(tree),
        FactsReader.read(tree, Optional.of(architecture), installed),
        in,
        ownership,
        brought,
        labels);
  }

  final Outcome outcome(Rule rule, boolean withBase) {
    RuleContext context =
        new RuleContext(
            checked(image, packages, container, contents),
            withBase
                ? Optional.of(checked(base, basePackages, baseContainer, baseContents))
                : Optional.empty(),
            profile,
            overrides,
            NOW);
    return new RuleRunner(new Cancellation()).run(List.of(rule), context).get(0).outcome();
  }

  /** What a rule finds, a line each: severity, path and evidence. */
  final List<String> found(Rule rule) {
    Outcome outcome = outcome(rule, RuleDescription.of(rule).kind() == CHANGE);
    if (outcome instanceof Outcome.CouldNotCheck unchecked) {
      return List.of("could not check: " + unchecked.why());
    }
    if (outcome instanceof Outcome.NotApplicable none) {
      return List.of("not applicable: " + none.why());
    }
    return outcome instanceof Outcome.Failed failed
        ? failed.findings().stream().map(RuleTest::line).toList()
        : List.of();
  }

  static String line(Finding finding) {
    return finding.severity().id() + " " + finding.path() + ": " + finding.evidence();
  }

  /** The rule finds exactly this. */
  final void finds(Rule rule, String... lines) {
    assertEquals(List.of(lines), found(rule));
  }

  /** The rule looks and finds nothing. */
  final void passes(Rule rule) {
    assertEquals(List.of(), found(rule));
  }
}
