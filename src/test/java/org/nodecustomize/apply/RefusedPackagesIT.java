package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.apply.Packages.demo;
import static org.nodecustomize.apply.Packages.el7;
import static org.nodecustomize.apply.Packages.signed;
import static org.nodecustomize.apply.Packages.unsigned;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** Packages that a real CentOS 7 image does not take, and what is said of them. */
@ExtendWith(SharedSession.OfCentos.class)
class RefusedPackagesIT {
  private static final String TRUST =
      "give the vendor's key with --key FILE, or take it all the same with --allow-unsigned";

  /** The problems of an addition that must fail and change no package. */
  private static List<Problem> refused(SharedSession session, PackageAddition addition) {
    List<String> before = session.packages();
    OperationException failure =
        assertThrows(OperationException.class, () -> session.add(addition));
    assertEquals(before, session.packages());
    return failure.problems();
  }

  private static Problem onlyOne(List<Problem> problems) {
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }

  @Test
  void unmetRequirementsAreNamedWithWhoNeedsThem(SharedSession session) {
    Problem problem =
        onlyOne(refused(session, signed(el7("ntp-4.2.6p5-25.el7.centos.2.x86_64.rpm"))));
    String needer = " is needed by ntp-4.2.6p5-25.el7.centos.2.x86_64";
    assertEquals("3 requirements are not met", problem.message());
    assertEquals(
        List.of(
            "libedit.so.0()(64bit)" + needer,
            "libopts.so.25()(64bit)" + needer,
            "ntpdate = 4.2.6p5-25.el7.centos.2" + needer),
        problem.detail().stream().sorted().toList());
    assertEquals(
        "name the missing packages too, or a directory that holds them: --repo DIR",
        problem.hint().orElseThrow());
  }

  @Test
  void requirementsWithAnEpochAreNamed(SharedSession session) {
    Problem problem = onlyOne(refused(session, signed(el7("lvm2-2.02.166-1.el7_3.5.x86_64.rpm"))));
    assertEquals("6 requirements are not met", problem.message());
    assertTrue(
        problem
            .detail()
            .contains(
                "lvm2-libs = 7:2.02.166-1.el7_3.5 is needed by 7:lvm2-2.02.166-1.el7_3.5.x86_64"),
        problem.detail()::toString);
  }

  @Test
  void aThirtyTwoBitPackageMissesItsLibraries(SharedSession session) {
    Problem problem = onlyOne(refused(session, signed(el7("libffi-3.0.13-18.el7.i686.rpm"))));
    assertTrue(
        problem.detail().contains("libc.so.6 is needed by libffi-3.0.13-18.el7.i686"),
        problem.detail()::toString);
  }

  @Test
  void whatRpmItselfLacksIsNamed(SharedSession session) {
    Path file = Requirement.data("rpms/go-rpmutils/payload-test-0.1-w3.zstdio.x86_64.rpm");
    Problem problem = onlyOne(refused(session, unsigned(file)));
    assertEquals(
        List.of("rpmlib(PayloadIsZstd) <= 5.4.18-1 is needed by payload-test-0.1-w3.zstdio.x86_64"),
        problem.detail());
  }

  @Test
  void anOlderVersionThanTheInstalledOneIsRefused(SharedSession session) {
    Path file = el7("audit-libs-2.6.5-3.el7_3.1.x86_64.rpm");
    assertEquals(
        List.of(
            Problem.at(file.toString(), "older than the installed audit-libs-2.8.5-4.el7.x86_64")
                .withHint(
                    "give a newer package, or remove the installed one first: node-customize"
                        + " remove-rpm audit-libs IMAGE")),
        refused(session, signed(file)));
  }

  @Test
  void anotherArchitectureIsNamedBesideTheImages(SharedSession session) {
    Path file = Requirement.data("rpms/rpm-tests/hello-1.0-1.ppc64.rpm");
    assertEquals(
        List.of(Problem.at(file.toString(), "expected a package for x86_64 but it is for ppc64")),
        refused(session, unsigned(file)));
  }

  @Test
  void aKeyThatTheImageDoesNotTrustIsNamed(SharedSession session) {
    Path file = el7("python2-pip-8.1.2-5.el7.noarch.rpm");
    assertEquals(
        List.of(
            Problem.at(file.toString(), "signed by a key that is not trusted: 6a2faea2352c64e5")
                .withHint(TRUST)),
        refused(session, signed(file)));
  }

  @Test
  void anUnsignedPackageIsRefused(SharedSession session) {
    Path file = Requirement.data("rpms/rpm-tests/hello-2.0-1.x86_64.rpm");
    assertEquals(
        List.of(Problem.at(file.toString(), "not signed").withHint(TRUST)),
        refused(session, signed(file)));
  }

  @Test
  void aDamagedPayloadIsRefusedEvenIfNoSignatureIsAskedFor(SharedSession session) {
    Path file = Requirement.data("rpms/rpm-tests/hello-2.0-1.x86_64-corrupted.rpm");
    Problem problem = onlyOne(refused(session, unsigned(file)));
    assertEquals(file.toString(), problem.where().orElseThrow());
    assertTrue(
        problem.message().startsWith("broken: SHA-256 of the payload: expected 84a7338287bf1971"),
        problem::message);
    assertEquals("get the package again", problem.hint().orElseThrow());
  }

  @Test
  void aRequirementThatNobodyMeetsIsNamed(SharedSession session) {
    Problem problem = onlyOne(refused(session, unsigned(demo("nc-needs-missing-1.0-1"))));
    assertEquals(
        List.of("something-nowhere >= 2.0 is needed by nc-needs-missing-1.0-1.el7.noarch"),
        problem.detail());
  }

  @Test
  void aConflictNamesBothPackages(SharedSession session) {
    Problem problem = onlyOne(refused(session, unsigned(demo("nc-conflicts-bash-1.0-1"))));
    assertEquals("nc-conflicts-bash conflicts with bash-4.2.46-33.el7.x86_64", problem.message());
    assertTrue(problem.hint().orElseThrow().contains("--upgrade"), problem.hint()::toString);
  }

  @Test
  void aFileOfAnotherPackageIsNamed(SharedSession session) {
    Problem problem = onlyOne(refused(session, unsigned(demo("nc-file-conflict-1.0-1"))));
    assertEquals(
        "file /usr/bin/bash from install of nc-file-conflict-1.0-1.el7.noarch conflicts with file"
            + " from package bash-4.2.46-33.el7.x86_64",
        problem.message());
  }

  @Test
  void aFailingPreScriptletIsToldWithItsOutput(SharedSession session) {
    Problem problem = onlyOne(refused(session, unsigned(demo("nc-fail-pre-1.0-1"))));
    assertEquals(
        "%pre(nc-fail-pre-1.0-1.el7.noarch) scriptlet failed, exit status 3", problem.message());
    assertTrue(
        problem.detail().contains("nc-fail-pre: no licence server at license.example.com"),
        problem.detail()::toString);
  }

  /** rpm returns 0 here. In a run of the program the session is given up, and nothing is written. */
  @Test
  void aFailingPostScriptletIsToldThoughRpmReportsSuccess(SharedSession session) {
    List<String> before = session.packages();
    OperationException failure =
        assertThrows(
            OperationException.class, () -> session.add(unsigned(demo("nc-fail-post-1.0-1"))));
    Problem problem = onlyOne(failure.problems());
    assertEquals(
        "%post(nc-fail-post-1.0-1.el7.noarch) scriptlet failed, exit status 3", problem.message());
    assertTrue(
        problem
            .detail()
            .containsAll(
                List.of(
                    "nc-fail-post: writing the configuration",
                    "nc-fail-post: cannot reach the registration service")),
        problem.detail()::toString);
    session.remove("nc-fail-post");
    assertEquals(before, session.packages());
  }

  @Test
  void aPackageThatIsLargerThanTheFreeSpaceSaysHowMuchIsNeeded(SharedSession session) {
    Problem problem =
        onlyOne(
            refused(
                session, unsigned(Requirement.sample("rpms/el7/demo/nc-huge-1.0-1.noarch.rpm"))));
    assertTrue(
        problem
            .message()
            .matches("no room in the image: the packages need 5\\.5 GiB, [0-9.]+ GiB are free"),
        problem::message);
    assertTrue(
        problem
            .hint()
            .orElseThrow()
            .matches("enlarge the file system in the same run: --grow \\+[0-9]+M"),
        problem.hint()::toString);
  }
}
