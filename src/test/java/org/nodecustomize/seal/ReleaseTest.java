package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.MemoryTree;

class ReleaseTest {

  private static Sealed sealed(String nvr, ReleaseWish wish) {
    MemoryTree before = Images.imgbased().file(Images.NVR, nvr);
    MemoryTree after = Images.imgbased().file(Images.NVR, nvr).file("/usr/bin/new", "x");
    return Images.seal(before, after, SealOptions.of(Images.TIME, wish));
  }

  @ParameterizedTest
  @CsvSource({
    "ovirt-node-ng-4.5.5-0.20240101.0, ovirt-node-ng-4.5.5-0.20240101.0.acme.1",
    "ovirt-node-ng-4.5.5-0.20240101.0.acme.1, ovirt-node-ng-4.5.5-0.20240101.0.acme.2",
    "ovirt-node-ng-4.5.5-0.acme.9, ovirt-node-ng-4.5.5-0.acme.10",
    "rhvh-4.4-0.other.3, rhvh-4.4-0.other.3.acme.1",
    "rhvh-4.4-0.xacme.3, rhvh-4.4-0.xacme.3.acme.1",
  })
  void theReleaseIsBumpedByRule(String base, String expected) {
    assertEquals(expected, sealed(base, new ReleaseWish.Bumped("acme")).text(Images.NVR));
  }

  @Test
  void aLineEndOfTheBaseIsNotKept() {
    assertEquals(
        "rhvh-4.4-1.acme.1",
        sealed("rhvh-4.4-1\n", new ReleaseWish.Bumped("acme")).text(Images.NVR));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rhvh-4.4-1 | other-4.4-2 | expected the name \"rhvh\" but was \"other\"",
        "rhvh-4.4-1 | rhvh-4.4-1 | is not newer than the base's",
        "rhvh-4.4-2 | rhvh-4.4-1 | is not newer than the base's",
        "rhvh-4.4-1 | rhvh-4.4-2+3 | expected letters, digits",
        "rhvh-4.4-1 | rhvh-4.4-2 3 | expected letters, digits",
        "rhvh-4.4-1 | rhvh | expected NAME-VERSION-RELEASE",
        "rhvh-4.4-1 | rhvh-4.4-2.0123456789.0123456789.0123456789.0123456789 | has 54 characters",
        "mine-4.4-1 | mine-4.4-2 | expected \"node\" or \"rhvh\" in it",
        "broken | rhvh-4.4-2 | expected NAME-VERSION-RELEASE but was \"broken\"",
      })
  void whatImgbasedDoesNotTakeIsRefused(String base, String wish, String why) {
    Sealed sealed = sealed(base, new ReleaseWish.Given(wish));
    List<String> problems = sealed.report().problems().stream().map(Problem::headline).toList();
    assertEquals(
        1, problems.stream().filter(text -> text.contains(why)).count(), problems::toString);
    assertEquals(base, sealed.text(Images.NVR));
  }

  @Test
  void theLongestNameIsTaken() {
    String longest = "rhvh-4.4-2." + "x".repeat(41);
    assertEquals(52, longest.length());
    assertEquals(longest, sealed("rhvh-4.4-1", new ReleaseWish.Given(longest)).text(Images.NVR));
  }

  @Test
  void thePackageThatNamesTheUpdateIsTold() {
    MemoryTree changed = Images.imgbased().file("/usr/bin/new", "x");
    SealReport report =
        Seal.run(
            new SealInput(
                Images.imgbased(),
                new EditedTree(changed, Images.TIME),
                LayoutProfile.IMGBASED,
                FactsReader.read(
                    changed,
                    Optional.empty(),
                    List.of(
                        new InstalledPackage(
                            new Nevra(
                                "ovirt-node-ng-image-update-placeholder",
                                0,
                                "4.5.5",
                                "1.el9",
                                "noarch"),
                            0,
                            0))),
                SealOptions.of(Images.TIME, new ReleaseWish.Bumped("acme"))));
    assertEquals(
        List.of(
            "ovirt-node-ng-image-update-placeholder-4.5.5-1.el9 names the update RPM, which is still that"
                + " of ovirt-node-ng-4.5.5-0.20240101.0: build it with the version and release of"
                + " ovirt-node-ng-4.5.5-0.20240101.0.acme.1 [NC616]"),
        report.notices().stream().filter(text -> text.contains("NC616")).toList());
  }

  @Test
  void anImageThatDoesNotChangeKeepsItsRelease() {
    Sealed sealed =
        Images.seal(
            Images.imgbased(),
            Images.imgbased(),
            SealOptions.of(Images.TIME, new ReleaseWish.Bumped("acme")));
    assertEquals("ovirt-node-ng-4.5.5-0.20240101.0", sealed.text(Images.NVR));
    assertEquals(List.of(), sealed.report().deeds());
    assertEquals(false, sealed.edited());
  }

  @Test
  void theTimeOfTheRunIsLaterThanAllThatTheBaseHas() {
    MemoryTree tree = Images.imgbased();
    assertEquals(Images.TIME, SealTime.of(tree, Images.TIME.plusMillis(700)));
    Instant late = Images.TIME.plus(Duration.ofDays(1)).plusNanos(5);
    tree.modified(Images.FACTORY + "/app.conf", late);
    assertEquals(
        Images.TIME.plus(Duration.ofDays(1)).plusSeconds(1), SealTime.of(tree, Images.TIME));
    assertEquals(
        Images.TIME.plus(Duration.ofDays(1)).plusSeconds(1),
        SealTime.of(tree, Images.TIME.plus(Duration.ofDays(1))));
  }
}
