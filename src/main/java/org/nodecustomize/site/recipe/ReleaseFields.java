package org.nodecustomize.site.recipe;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.site.Checks;
import org.nodecustomize.site.Release;
import org.nodecustomize.site.Stated;

/** The sections {@code release} and {@code checks}. */
final class ReleaseFields {
  static final Shape.Section RELEASE =
      Shape.Section.of(
              "the release",
              Field.of(
                      "nvr",
                      NameKinds.NVR,
                      "The whole name-version-release; the name must stay that of the base.")
                  .example("ovirt-node-ng-4.5.4-1.site.1"),
              Field.of(
                      "suffix",
                      NameKinds.SUFFIX,
                      "What the base's release gets, before a number that counts up.")
                  .standard("custom")
                  .example("site"))
          .where(new Shape.ExactlyOne(List.of("nvr", "suffix")))
          .or("nvr")
          .example("suffix");

  private static final Shape.Section WAIVER =
      Shape.Section.of(
          "a waiver",
          Field.of("rule", NameKinds.RULE, "The rule whose findings are accepted.")
              .needed()
              .example("NC201"),
          Field.of("path", ImageKinds.GLOB, "For these paths only.")
              .standard("every path")
              .example("/opt/acme/*"),
          Field.of("reason", NameKinds.LINE, "Why they are accepted.")
              .needed()
              .example("the agent reads its programs only, and from /opt"),
          Field.of("until", NameKinds.DATE, "The last day on which this holds.")
              .example("2099-12-31"));

  static final Shape.Section CHECKS =
      Shape.Section.of(
          "the checks",
          Field.of(
                  "failOn",
                  new Shape.Choice(List.of("error", "warning", "never")),
                  "From which severity on findings leave no output.")
              .standard("error")
              .example("warning"),
          Field.list("waive", WAIVER, "Findings that the site accepts."));

  private ReleaseFields() {}

  static Optional<Release> release(Entry top) {
    if (!top.has("release")) {
      return Optional.empty();
    }
    Entry entry = top.section("release");
    return Optional.of(new Release(entry.origin(), entry.text("nvr"), entry.text("suffix")));
  }

  static Checks checks(Entry entry) {
    return new Checks(
        entry
            .word("failOn")
            .map(
                word ->
                    new Stated<>(
                        word.spot().origin(),
                        Checks.FailOn.valueOf(word.text().toUpperCase(Locale.ROOT)))),
        entry.entries("waive").stream()
            .map(
                waiver ->
                    new Checks.Waiver(
                        waiver.origin(),
                        waiver.text("rule", ""),
                        waiver.text("path"),
                        waiver.text("reason", ""),
                        waiver.text("until").map(LocalDate::parse)))
            .toList());
  }
}
