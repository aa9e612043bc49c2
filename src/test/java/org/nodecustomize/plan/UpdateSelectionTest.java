package org.nodecustomize.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.Stated;

class UpdateSelectionTest {
  private static final String INSTALLED =
      "foo 1-1 x86_64;foo 1-1 i686;bar 2-1 noarch;baz 1:1-1 x86_64;kernel 1-1 x86_64;"
          + "kernel 3-1 x86_64";

  private static ImageFacts facts() {
    return new ImageFacts(
        new OsRelease(Map.of()),
        Optional.empty(),
        LayoutProfile.PLAIN,
        Optional.of("x86_64"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        DecisionsTest.nevras(INSTALLED).stream()
            .map(nevra -> new InstalledPackage(nevra, 0, 0))
            .toList());
  }

  private static List<RpmPackage> packages(String some) {
    return DecisionsTest.nevras(some).stream()
        .map(nevra -> DecisionsTest.given(nevra).content())
        .toList();
  }

  private static List<Stated<String>> patterns(String some) {
    return Arrays.stream(some.split(" ", -1))
        .map(one -> new Stated<>(new Origin("site.yaml:1:1", "packages.update"), one))
        .toList();
  }

  private static UpdateSelection select(String patterns, String candidates, String install) {
    return UpdateSelection.of(
        patterns(patterns),
        packages(candidates),
        packages(install),
        nevra -> nevra.name().equals("gone"),
        name -> name.startsWith("ba") && name.endsWith("z"),
        facts());
  }

  private static String told(UpdateSelection selection) {
    return selection.updates().stream()
        .map(one -> one.installed() + ">" + one.newer().nevra())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the newest of several|foo.x86_64|foo 2-1 x86_64;foo 3-1 x86_64;foo 2-9 x86_64"
            + "|foo-1-1.x86_64>foo-3-1.x86_64",
        "each architecture    |foo|foo 2-1 x86_64;foo 2-1 i686"
            + "|foo-1-1.i686>foo-2-1.i686 foo-1-1.x86_64>foo-2-1.x86_64",
        "one architecture     |foo|foo 2-1 i686|foo-1-1.i686>foo-2-1.i686",
        "nothing older        |foo bar|foo 0-1 x86_64;bar 1-1 noarch|''",
        "nothing equal        |foo|foo 1-1 x86_64;foo 1.0-1 aarch64|''",
        "the epoch counts     |kernel|kernel 2-9 x86_64|''",
        "beside older kernels |kernel|kernel 4-1 x86_64|kernel-3-1.x86_64>kernel-4-1.x86_64",
        "everything           |*|foo 2-1 x86_64;bar 3-1 x86_64;new 1-1 noarch"
            + "|bar-2-1.noarch>bar-3-1.x86_64 foo-1-1.x86_64>foo-2-1.x86_64",
        "a pattern            |b*|foo 2-1 x86_64;bar 3-1 noarch|bar-2-1.noarch>bar-3-1.noarch",
        "another architecture |bar|bar 3-1 aarch64|''"
      })
  void whatIsNewerTakesThePlaceOfWhatIsInstalled(
      String name, String patterns, String candidates, String updates) {
    assertEquals(updates, told(select(patterns, candidates, "")), name);
  }

  @Test
  void aPatternWithNothingNewerIsUpToDate() {
    UpdateSelection selection = select("foo b*", "foo 2-1 x86_64", "");
    assertEquals(List.of("b*"), selection.upToDate());
    assertEquals("foo-1-1.x86_64>foo-2-1.x86_64", told(selection));
  }

  @Test
  void ofEqualVersionsThatOfTheFirstRepositoryIsTaken() {
    List<RpmPackage> candidates = packages("foo 2-1 x86_64;foo 2-1 x86_64");
    UpdateSelection selection =
        UpdateSelection.of(
            patterns("foo"), candidates, List.of(), nevra -> false, name -> false, facts());
    assertEquals(1, selection.updates().size());
    assertSame(candidates.get(0), selection.updates().get(0).newer());
  }

  @Test
  void whatIsInstalledByTheSameRecipeIsDecidedThere() {
    assertEquals("", told(select("*", "foo 3-1 x86_64", "foo 2-1 x86_64")));
    assertEquals("", told(select("new", "new 3-1 x86_64", "new 2-1 x86_64")));
  }

  @Test
  void whatIsRemovedBeforeIsNotUpdated() {
    ImageFacts all = facts().after(DecisionsTest.nevras("gone 1-1 noarch"), List.of());
    UpdateSelection selection =
        UpdateSelection.of(
            patterns("*"),
            packages("gone 2-1 noarch"),
            List.of(),
            nevra -> nevra.name().equals("gone"),
            name -> false,
            all);
    assertEquals("", told(selection));
  }

  @Test
  void namesOfWhichNothingIsInstalledAreToldAtOnce() {
    assertEquals(
        """
        site.yaml:1:1: packages.update: 'kernl' is not installed
        hint: did you mean 'kernel'?
        site.yaml:1:1: packages.update: 'acme-agent' is not installed
        hint: name it under 'install' if the image shall have it
        site.yaml:1:1: packages.update: no installed package is called 'acme-*'
        site.yaml:1:1: packages.update: 'baz' is excluded
        """,
        Problems.of(
            OperationException.class, () -> select("kernl foo acme-agent acme-* baz", "", "")));
  }
}
