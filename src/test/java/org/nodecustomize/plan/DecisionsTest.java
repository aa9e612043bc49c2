package org.nodecustomize.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
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
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.rpm.Evr;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;

class DecisionsTest {

  /** {@code name epoch:version-release arch}. */
  private static Nevra nevra(String text) {
    String[] parts = text.strip().split(" ", -1);
    Evr evr = Evr.parse(parts[1]);
    return new Nevra(parts[0], evr.epoch(), evr.version(), evr.release(), parts[2]);
  }

  private static ImageFacts facts(String installed) {
    return new ImageFacts(
        new OsRelease(Map.of()),
        Optional.empty(),
        LayoutProfile.PLAIN,
        Optional.of("x86_64"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        nevras(installed).stream().map(nevra -> new InstalledPackage(nevra, 0, 0)).toList());
  }

  static List<Nevra> nevras(String text) {
    return Arrays.stream(text.split(";", -1))
        .filter(one -> !one.isBlank())
        .map(DecisionsTest::nevra)
        .toList();
  }

  static PackageRequest.Given given(Nevra nevra) {
    return new PackageRequest.Given(
        new RpmPackage(
            Path.of(nevra + ".rpm"),
            RpmFile.Kind.BINARY,
            nevra,
            "",
            "",
            "",
            "linux",
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            0,
            "cpio",
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  private static PackageRequest request(String given, boolean upgrade) {
    return new PackageRequest(nevras(given).stream().map(DecisionsTest::given).toList(), upgrade);
  }

  private static String names(List<PackageRequest.Given> list) {
    return list.stream()
        .map(one -> one.content().nevra().toString())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "new                   |foo 1-1 noarch|bar 1-1 noarch|false|foo-1-1.noarch|''",
        "the same              |foo 1-1 noarch|foo 1-1 noarch|false|''|foo-1-1.noarch",
        "newer with upgrade    |foo 1-2 noarch|foo 1-1 noarch|true|foo-1-2.noarch|''",
        "beside the other arch |foo 2-1 i686|foo 1-1 x86_64|false|foo-2-1.i686|''",
        "from noarch to arch   |foo 2-1 x86_64|foo 1-1 noarch|true|foo-2-1.x86_64|''",
        "a higher epoch        |foo 1:1-1 noarch|foo 9-1 noarch|true|foo-1:1-1.noarch|''",
        "an older kernel       |kernel 1-1 x86_64|kernel 2-1 x86_64|false|kernel-1-1.x86_64|''",
        "two kernels           |kernel 1-1 x86_64;kernel 2-1 x86_64||false"
            + "|kernel-1-1.x86_64 kernel-2-1.x86_64|''",
        "the same file twice   |foo 1-1 noarch;foo 1-1 noarch||false|foo-1-1.noarch|''",
        "a kernel twice        |kernel 1-1 x86_64;kernel 1-1 x86_64||false|kernel-1-1.x86_64|''",
        "both architectures    |foo 1-1 x86_64;foo 1-1 i686||false|foo-1-1.x86_64 foo-1-1.i686|''"
      })
  void whatGoesInAndWhatIsThere(
      String name,
      String given,
      String installed,
      boolean upgrade,
      String install,
      String present) {
    PackageDecisions decisions =
        PackageDecisions.decide(request(given, upgrade), facts(installed == null ? "" : installed));
    assertEquals(install, names(decisions.install()), name);
    assertEquals(present, names(decisions.alreadyInstalled()), name);
  }

  private static final String REMOVE =
      "remove the installed one first: node-customize remove-rpm foo IMAGE\n";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "older                 |foo 1-1 noarch|foo 1-2 noarch|true"
            + "|foo-1-1.noarch.rpm: older than the installed foo-1-2.noarch"
            + "|give a newer package, or remove",
        "an older epoch        |foo 9-1 noarch|foo 1:1-1 noarch|true"
            + "|foo-9-1.noarch.rpm: older than the installed foo-1:1-1.noarch"
            + "|give a newer package, or remove",
        "older, other arch     |foo 1-1 x86_64|foo 2-1 noarch|true"
            + "|foo-1-1.x86_64.rpm: older than the installed foo-2-1.noarch"
            + "|give a newer package, or remove",
        "the same, other arch  |foo 1-1 noarch|foo 1-1 x86_64|true"
            + "|foo-1-1.noarch.rpm: of the same version as the installed foo-1-1.x86_64|remove",
        "written otherwise     |foo 1.0-1 noarch|foo 1.00-1 noarch|true"
            + "|foo-1.0-1.noarch.rpm: of the same version as the installed foo-1.00-1.noarch"
            + "|remove"
      })
  void whatCannotReplaceTheInstalledOneIsRefused(
      String name, String given, String installed, boolean upgrade, String message, String hint) {
    assertEquals(
        message + "\nhint: " + hint + REMOVE.substring(6),
        Problems.of(
            OperationException.class,
            () -> PackageDecisions.decide(request(given, upgrade), facts(installed))),
        name);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertEquals(
        """
        foo-2-1.noarch.rpm: conflicts with the installed foo-1-1.noarch
        hint: let it replace the installed one: --upgrade
        bar-1-1.ppc64.rpm: expected a package for x86_64 but it is for ppc64
        baz-2-1.noarch.rpm: another version of the same package was given: baz-1-1.x86_64.rpm
        hint: leave one of them out
        """,
        Problems.of(
            OperationException.class,
            () ->
                PackageDecisions.decide(
                    request(
                        "foo 2-1 noarch;bar 1-1 ppc64;baz 1-1 x86_64;baz 2-1 noarch;foo 2-1 noarch",
                        false),
                    facts("foo 1-1 noarch"))));
  }

  private static final String INSTALLED =
      "bash 5-1 x86_64;libgcc 4-1 x86_64;libgcc 4-1 i686;shadow-utils 2:4.6-5 x86_64;"
          + "kernel 1-1 x86_64;kernel 2-1 x86_64";

  @ParameterizedTest
  @CsvSource({
    "bash, bash-5-1.x86_64",
    "bash.x86_64, bash-5-1.x86_64",
    "bash-5, bash-5-1.x86_64",
    "bash-5-1, bash-5-1.x86_64",
    "bash-5-1.x86_64, bash-5-1.x86_64",
    "libgcc.i686, libgcc-4-1.i686",
    "shadow-utils, shadow-utils-4.6-5.x86_64",
    "shadow-utils-2:4.6-5.x86_64, shadow-utils-4.6-5.x86_64",
    "kernel-2-1.x86_64, kernel-2-1.x86_64"
  })
  void aNameMeansOneInstalledPackage(String name, String label) {
    assertEquals(List.of(label), RemovalDecisions.decide(List.of(name), facts(INSTALLED)));
  }

  @Test
  void onePackageUnderTwoNamesIsRemovedOnce() {
    assertEquals(
        List.of("bash-5-1.x86_64"),
        RemovalDecisions.decide(List.of("bash", "bash-5-1", "bash"), facts(INSTALLED)));
  }

  @Test
  void unknownAndAmbiguousNamesAreToldAtOnce() {
    assertEquals(
        """
        bsah-utils: not installed in the image
        shadow-util: not installed in the image
        hint: did you mean 'shadow-utils'?
        kernel: 2 installed packages have this name
        hint: name those that are to go: kernel-1-1.x86_64 kernel-2-1.x86_64
        libgcc-4-1: 2 installed packages have this name
        hint: name those that are to go: libgcc-4-1.x86_64 libgcc-4-1.i686
        """,
        Problems.of(
            OperationException.class,
            () ->
                RemovalDecisions.decide(
                    List.of("bsah-utils", "shadow-util", "bash", "kernel", "libgcc-4-1"),
                    facts(INSTALLED))));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "add-rmp, -",
        "add-rp, add-rpm",
        "inspct, inspect",
        "inspects, inspect",
        "creat, create",
        "doc, -",
        "'', -",
        "zzz, -"
      })
  void aSlipOfTheFingersIsUnderstood(String word, String meant) {
    assertEquals(
        Optional.ofNullable(meant),
        Spelling.nearest(word, List.of("add-rpm", "inspect", "create", "doctor")));
  }

  @Test
  void ofTwoThatAreEquallyNearTheFirstInOrderIsTold() {
    assertEquals(Optional.of("ba"), Spelling.nearest("b", List.of("bc", "ba")));
  }
}
