package org.nodecustomize.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.image.FakeImage;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.rpm.Nevra;

class PackageTransactionTest {
  private static final String BASH = "bash\t0\t5.1\t1\tx86_64\t100\t7\n";
  private static final String FOO = "foo\t2\t1.0\t3\tnoarch\t200\t9\n";
  private static final List<InstalledPackage> BEFORE =
      InstalledPackage.parse(List.of(BASH.strip()));
  private static final InstallPackages INSTALL =
      new InstallPackages(
          List.of("/mnt/packages/given/foo.rpm"), List.of(), Optional.empty(), false, false);

  private static final List<Nevra> GIVEN = List.of(new Nevra("foo", 2, "1.0", "3", "noarch"));

  private final FakeImage image = new FakeImage();
  private final List<String> heard = new ArrayList<>();

  private PackageTransaction transaction(PackageManagerKind kind) {
    return new PackageTransaction(image, kind, Duration.ofMinutes(1), heard::add);
  }

  @Test
  void whatCameAndWhatWentIsTold() {
    image.answer("exec dnf -y", 0, "Complete!\n").answer("rpm -qa", 0, FOO);
    PackageChanges changes = transaction(PackageManagerKind.DNF).install(INSTALL, BEFORE);
    assertEquals("[foo-2:1.0-3.noarch]", changes.installed().toString());
    assertEquals("[bash-5.1-1.x86_64]", changes.removed().toString());
    assertEquals(List.of("Complete!"), heard);
    assertEquals(2, image.scripts().size());
  }

  @Test
  void rpmAloneInstallsWhereNothingElseIsNeeded() {
    image.answer(
        "rpm -i --nosignature -v",
        0,
        "Preparing packages...\nnode-customize: now installed\n" + FOO);
    Optional<PackageChanges> changes =
        transaction(PackageManagerKind.YUM).installIfComplete(INSTALL, GIVEN, BEFORE);
    assertEquals("[foo-2:1.0-3.noarch]", changes.orElseThrow().installed().toString());
    assertEquals("[]", changes.orElseThrow().removed().toString());
    assertEquals(1, image.scripts().size());
    assertEquals(List.of("Preparing packages..."), heard);
  }

  @Test
  void whatRpmDoesNotFindAfterwardsDoesNotCountAsInstalled() {
    image.answer(
        "rpm -i --nosignature -v",
        0,
        "node-customize: now installed\npackage foo-1.0-3.noarch is not installed\n");
    Optional<PackageChanges> changes =
        transaction(PackageManagerKind.YUM).installIfComplete(INSTALL, GIVEN, BEFORE);
    assertEquals(Optional.of(PackageChanges.none()), changes);
    assertEquals(List.of(), heard);
  }

  @Test
  void aShellThatEndedBeforeTheQuestionIsNoSuccess() {
    image.answer("rpm -i --nosignature -v", 0, "Preparing packages...\n");
    assertEquals(
        """
        the image's rpm did not answer in full
          Preparing packages...
        """,
        Problems.of(
            OperationException.class,
            () -> transaction(PackageManagerKind.DNF).installIfComplete(INSTALL, GIVEN, BEFORE)));
  }

  @Test
  void whereMoreThanRpmIsNeededNothingIsDoneAndNothingHeard() {
    image.answer("rpm -i --nosignature --test", 1, "node-customize: more than rpm is needed\n");
    assertEquals(
        Optional.empty(),
        transaction(PackageManagerKind.DNF).installIfComplete(INSTALL, GIVEN, BEFORE));
    assertEquals(List.of(), heard);
    assertEquals(1, image.scripts().size());
  }

  @Test
  void aScriptletThatFailsUnderRpmAloneFailsTheTransaction() {
    image.answer(
        "rpm -i --nosignature -v",
        0,
        """
        Preparing packages...
        no such device
        warning: %post(foo-1.0-3.noarch) scriptlet failed, exit status 1
        """);
    assertEquals(
        """
        %post(foo-1.0-3.noarch) scriptlet failed, exit status 1
          no such device
        hint: the package's own script does not run in an image; ask its vendor, or repair the package
        """,
        Problems.of(
            OperationException.class,
            () -> transaction(PackageManagerKind.DNF).installIfComplete(INSTALL, GIVEN, BEFORE)));
  }

  @Test
  void aFailedTransactionTellsTheManagersReason() {
    image.answer(
        "exec yum -y", 1, "error: Failed dependencies:\n\tbar is needed by foo-1-1.noarch\n");
    assertEquals(
        """
        1 requirement is not met
          bar is needed by foo-1-1.noarch
        hint: name the missing packages too, or a directory that holds them: --repo DIR
        """,
        Problems.of(
            OperationException.class,
            () -> transaction(PackageManagerKind.YUM).install(INSTALL, BEFORE)));
  }

  @Test
  void aScriptletThatFailedFailsTheTransactionAlthoughTheManagerIsContent() {
    for (PackageManagerKind kind : PackageManagerKind.values()) {
      FakeImage fresh = new FakeImage();
      String program = kind == PackageManagerKind.MICRODNF ? "rpm" : kind.id();
      fresh.answer(
          "exec " + program,
          0,
          """
          Preparing packages...
          no such device
          warning: %post(foo-1.0-3.noarch) scriptlet failed, exit status 1
          Complete!
          """);
      assertEquals(
          """
          %post(foo-1.0-3.noarch) scriptlet failed, exit status 1
            no such device
          hint: the package's own script does not run in an image; ask its vendor, or repair the package
          """,
          Problems.of(
              OperationException.class,
              () ->
                  new PackageTransaction(fresh, kind, Duration.ofMinutes(1), line -> {})
                      .install(INSTALL, BEFORE)));
      assertEquals(1, fresh.scripts().size());
    }
  }

  @Test
  void anEmptyDatabaseAfterwardsIsAFailure() {
    image.answer("exec rpm -i", 0, "").answer("rpm -qa", 0, "");
    assertEquals(
        "rpm database: no package is left in it after the transaction\n",
        Problems.of(
            OperationException.class,
            () -> transaction(PackageManagerKind.RPM).install(INSTALL, BEFORE)));
  }

  @Test
  void aRemovalIsTriedBeforeItIsDone() {
    image
        .answer(
            "rpm -e --test -- 'bash-5.1-1.x86_64' && exec rpm -e -v -- 'bash-5.1-1.x86_64'", 0, "")
        .answer("rpm -qa", 0, FOO);
    PackageChanges changes =
        transaction(PackageManagerKind.RPM)
            .remove(new RemovePackages(List.of("bash-5.1-1.x86_64")), BEFORE);
    assertEquals("[bash-5.1-1.x86_64]", changes.removed().toString());
  }

  @Test
  void whatRpmMissesIsToldWithoutAnyChange() {
    image.answer(
        "exec rpm -i --nosignature --test",
        1,
        "error: Failed dependencies:\n\tlibx.so is needed by foo-1-1.noarch\n\tb >= 2 is needed by"
            + " foo-1-1.noarch\n");
    assertEquals(
        List.of("libx.so", "b >= 2"), transaction(PackageManagerKind.RPM).missing(INSTALL));
  }

  @Test
  void whatWasThereStaysAndWhatCameGoes() {
    image
        .file("/tmp/kept", "")
        .directory("/var/tmp")
        .file("/var/log/yum.log", "old")
        .file("/var/cache/yum/old/x", "")
        .file("/etc/passwd", "")
        .directory("/var/lib/rpm");
    List<String> before = image.everything();
    image
        .answer(
            "exec yum",
            0,
            "",
            tree ->
                tree.file("/tmp/new/deep", "")
                    .file("/var/tmp/rpm-tmp.abc", "")
                    .file("/run/lock/x", "")
                    .file("/var/log/dnf.log", "")
                    .file("/var/cache/yum/new", "")
                    .file("/var/cache/dnf/expired", "")
                    .file("/var/lib/rpm/.rpm.lock", "")
                    .file("/usr/bin/foo", ""))
        .answer("rpm -qa", 0, BASH);
    transaction(PackageManagerKind.YUM).install(INSTALL, BEFORE);
    List<String> after = new ArrayList<>(image.everything());
    after.removeAll(List.of("/usr/", "/usr/bin/", "/usr/bin/foo"));
    assertEquals(before, after);
  }

  @Test
  void theLinkOfTheDatabaseIsRestored() {
    image.directory("/usr/share/rpm").symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
    image
        .answer(
            "exec rpm",
            0,
            "",
            tree -> {
              tree.delete("/var/lib/rpm");
              tree.directory("/var/lib/rpm");
            })
        .answer("rpm -qa", 0, BASH);
    transaction(PackageManagerKind.RPM).install(INSTALL, BEFORE);
    assertEquals(Optional.of("../../usr/share/rpm"), image.link("/var/lib/rpm"));
  }

  @Test
  void aDatabaseInThePlaceOfTheLinkIsRefused() {
    for (String name : List.of("Packages", "Packages.db", "rpmdb.sqlite")) {
      FakeImage fresh = new FakeImage();
      fresh.directory("/usr/share/rpm").symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
      fresh.answer(
          "exec rpm",
          0,
          "",
          tree -> {
            tree.delete("/var/lib/rpm");
            tree.file("/var/lib/rpm/" + name, "");
          });
      assertEquals(
          "/var/lib/rpm: expected a link to '../../usr/share/rpm' but the transaction made it a"
              + " directory with a database of its own\n",
          Problems.of(
              OperationException.class,
              () ->
                  new PackageTransaction(
                          fresh, PackageManagerKind.RPM, Duration.ofMinutes(1), line -> {})
                      .install(INSTALL, BEFORE)));
    }
  }

  @Test
  void twoInstancesOfOnePackageAreCountedOneByOne() {
    InstalledPackage one = BEFORE.get(0);
    assertEquals(
        "[bash-5.1-1.x86_64]",
        PackageChanges.between(List.of(one, one), List.of(one)).removed().toString());
    assertEquals(PackageChanges.none(), PackageChanges.between(BEFORE, BEFORE));
  }
}
