package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.apply.Packages.demo;
import static org.nodecustomize.apply.Packages.el7;
import static org.nodecustomize.apply.Packages.signed;
import static org.nodecustomize.apply.Packages.unsigned;
import static org.nodecustomize.apply.Packages.updating;
import static org.nodecustomize.apply.Packages.upgrading;
import static org.nodecustomize.apply.Packages.withRepository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rpm.Nevra;

/** What additions and removals do to the packages of a real CentOS 7 image, and to nothing else. */
@ExtendWith(SharedSession.OfCentos.class)
class PackageChangesIT {
  private static Path repository() {
    return Requirement.data("rpms/el7-real-kolla");
  }

  private static List<String> names(List<Nevra> packages) {
    return packages.stream().map(Nevra::toString).sorted().toList();
  }

  /** Removes what a test added. */
  private static void restore(SharedSession session, List<String> before, String... names) {
    PackageChanges removal = session.remove(names).changes().orElseThrow();
    assertEquals(names.length, removal.removed().size());
    assertEquals(before, session.packages());
  }

  @Test
  void anUnsignedPackageThatIsAllowedIsRecordedAsSuch(SharedSession session) {
    List<String> before = session.packages();
    Path file = Requirement.data("rpms/rpm-tests/hello-2.0-1.x86_64.rpm");
    ChangeRecord record = session.add(unsigned(file)).record().orElseThrow();
    assertEquals(List.of("hello-2.0-1.x86_64"), record.installed());
    assertEquals(
        List.of(
            new ChangeRecord.PackageFile(
                "hello-2.0-1.x86_64",
                "e05a5191e214b1f05ae2448ebe493e55c6313ab68eaf040b83baa80e25f15d54",
                "unsigned",
                false)),
        record.packages());
    restore(session, before, "hello");
  }

  @Test
  void dependenciesOfDependenciesComeFromTheRepository(SharedSession session) {
    List<String> before = session.packages();
    SharedSession.Outcome outcome =
        session.add(
            withRepository(repository(), signed(el7("python-setuptools-0.9.8-4.el7.noarch.rpm"))));
    assertEquals(
        List.of(
            "python-backports-1.0-8.el7.x86_64",
            "python-backports-ssl_match_hostname-3.4.0.2-4.el7.noarch",
            "python-setuptools-0.9.8-4.el7.noarch"),
        names(outcome.changes().orElseThrow().installed()));
    List<ChangeRecord.PackageFile> files = outcome.record().orElseThrow().packages();
    assertEquals(
        List.of(
            "python-backports-1.0-8.el7.x86_64",
            "python-backports-ssl_match_hostname-3.4.0.2-4.el7.noarch"),
        files.stream()
            .filter(ChangeRecord.PackageFile::dependency)
            .map(ChangeRecord.PackageFile::nevra)
            .sorted()
            .toList());
    assertEquals(
        List.of("RSA/SHA256, key 24c6a8a7f4a80eb5"),
        files.stream().map(ChangeRecord.PackageFile::signature).distinct().toList());
    restore(
        session,
        before,
        "python-setuptools",
        "python-backports",
        "python-backports-ssl_match_hostname");
  }

  @Test
  void aSharedLibraryComesFromTheRepositoryAndNothingElseChanges(SharedSession session) {
    List<String> before = session.packages();
    String everything = tree(session);
    PackageChanges changes =
        session
            .add(withRepository(repository(), signed(el7("libmpc-1.0.1-3.el7.x86_64.rpm"))))
            .changes()
            .orElseThrow();
    assertEquals(
        List.of("libmpc-1.0.1-3.el7.x86_64", "mpfr-3.1.1-4.el7.x86_64"),
        names(changes.installed()));
    assertEquals(List.of(), changes.removed());

    TreeSet<String> changed = new TreeSet<>(tree(session).lines().toList());
    everything.lines().toList().forEach(changed::remove);
    assertEquals(
        List.of(),
        changed.stream()
            .map(line -> line.substring(line.indexOf('/')))
            .filter(path -> !path.matches("/usr/lib64/lib(mpc|mpfr)[.].*"))
            .filter(path -> !path.matches("/usr/share/rpm(/.*)?"))
            .filter(path -> !path.equals("/etc/ld.so.cache"))
            .filter(path -> !path.equals("/var/cache/ldconfig/aux-cache"))
            .toList());
    assertEquals(Optional.of("../../usr/share/rpm"), session.image().link("/var/lib/rpm"));
    restore(session, before, "libmpc", "mpfr");
  }

  /** Every path with type, size and time of change, without directories, whose times may differ. */
  private static String tree(SharedSession session) {
    return session
        .shell(
            "find / -xdev -path "
                + session.image().scratch()
                + " -prune -o ! -type d -printf '%y %s %T@ %p\\n' | LC_ALL=C sort")
        .log();
  }

  @Test
  void anUnsignedPackageOfTheRepositoryIsLeftOutWithAWarning(
      SharedSession session, @TempDir Path directory) throws IOException {
    Requirement.programs("rpmsign");
    Path repository = Files.createDirectory(directory.resolve("repository"));
    Path stripped = repository.resolve("mpfr.rpm");
    Files.copy(el7("mpfr-3.1.1-4.el7.x86_64.rpm"), stripped);
    assertTrue(
        new HostProgram(new Cancellation())
            .run(List.of("rpmsign", "--delsign", stripped.toString()), Duration.ofMinutes(1))
            .succeeded());
    List<String> before = session.packages();
    OperationException failure =
        assertThrows(
            OperationException.class,
            () ->
                session.add(
                    withRepository(repository, signed(el7("libmpc-1.0.1-3.el7.x86_64.rpm")))));
    assertEquals(
        List.of("libmpfr.so.4()(64bit) is needed by libmpc-1.0.1-3.el7.x86_64"),
        failure.problems().get(0).detail());
    assertEquals(List.of(stripped + ": not signed; left out"), session.warnings());
    assertEquals(before, session.packages());
  }

  @Test
  void anInstalledPackageIsReplacedOnlyByUpgrade(SharedSession session) {
    List<String> before = session.packages();
    String first = "nc-demo-agent-1.0-1.el7.noarch";
    String second = "nc-demo-agent-2.0-1.el7.noarch";
    session.add(unsigned(demo("nc-demo-agent-1.0-1")));

    SharedSession.Outcome again = session.add(unsigned(demo("nc-demo-agent-1.0-1")));
    assertEquals(Optional.empty(), again.changes());
    assertEquals(List.of(first + " is already installed"), again.alreadyDone());

    Path newer = demo("nc-demo-agent-2.0-1");
    OperationException refusal =
        assertThrows(OperationException.class, () -> session.add(unsigned(newer)));
    assertEquals(
        List.of(
            Problem.at(newer.toString(), "conflicts with the installed " + first)
                .withHint("let it replace the installed one: --upgrade")),
        refusal.problems());

    PackageChanges changes = session.add(upgrading(unsigned(newer))).changes().orElseThrow();
    assertEquals(List.of(second), names(changes.installed()));
    assertEquals(List.of(first), names(changes.removed()));
    assertEquals(
        "nc-demo:nc-demo 1.0 1\n2.0 2\n",
        session
            .shell(
                "printf %s\\  $(stat -c %U:%G /var/lib/nc-demo-agent/installed)\n"
                    + "cat /var/lib/nc-demo-agent/installed")
            .log());

    SharedSession.Outcome removal = session.remove("nc-demo-agent");
    assertEquals(List.of(second), names(removal.changes().orElseThrow().removed()));
    assertEquals(List.of(second), removal.record().orElseThrow().removed());
    assertEquals(before, session.packages());
    assertEquals(
        Optional.empty(), session.image().read("/usr/share/nc-demo-agent/greeting.txt", 1024));
  }

  @Test
  void anUpdateTakesTheNewestThatMayComeIn(SharedSession session) {
    List<String> before = session.packages();
    String first = "nc-demo-agent-1.0-1.el7.noarch";
    String second = "nc-demo-agent-2.0-1.el7.noarch";
    Path repository = Requirement.sample("rpms/el7/demo");
    session.add(unsigned(demo("nc-demo-agent-1.0-1")));

    OperationException unsigned =
        assertThrows(
            OperationException.class, () -> session.add(updating(repository, false, "nc-*")));
    assertEquals(
        List.of(repository.resolve("nc-demo-agent-2.0-1.el7.noarch.rpm") + ": not signed"),
        unsigned.problems().stream().map(Problem::headline).toList());

    SharedSession.Outcome outcome = session.add(updating(repository, true, "nc-*"));
    PackageChanges changes = outcome.changes().orElseThrow();
    assertEquals(List.of(second), names(changes.installed()));
    assertEquals(List.of(first), names(changes.removed()));
    assertEquals(
        List.of(second + " false"),
        outcome.record().orElseThrow().packages().stream()
            .map(one -> one.nevra() + " " + one.dependency())
            .toList());

    SharedSession.Outcome again = session.add(updating(repository, true, "nc-*", "bash"));
    assertEquals(Optional.empty(), again.changes());
    assertEquals(
        List.of(
            "nothing newer than installed for 'nc-*'", "nothing newer than installed for 'bash'"),
        again.alreadyDone());
    restore(session, before, "nc-demo-agent");
  }

  @Test
  void everythingIsUpdatedThatHasAnUpdate(SharedSession session) {
    List<String> before = session.packages();
    // Older than what is installed, all but what is not installed.
    SharedSession.Outcome outcome = session.add(updating(repository(), false, "*"));
    assertEquals(Optional.empty(), outcome.changes());
    assertEquals(List.of("nothing newer than installed for '*'"), outcome.alreadyDone());
    assertEquals(before, session.packages());
  }

  @Test
  void aPackageThatOthersNeedIsNotRemoved(SharedSession session) {
    List<String> before = session.packages();
    OperationException refusal =
        assertThrows(OperationException.class, () -> session.remove("cracklib"));
    assertTrue(
        refusal.problems().stream()
            .anyMatch(problem -> problem.detail().toString().contains("pam-1.1.8-22.el7.x86_64")),
        () -> refusal.problems().toString());
    assertEquals(before, session.packages());
  }

  @Test
  void aMisspeltNameIsCorrected(SharedSession session) {
    OperationException refusal =
        assertThrows(OperationException.class, () -> session.remove("imgbasd", "no-such-thing"));
    assertEquals(
        List.of(
            Problem.at("imgbasd", "not installed in the image")
                .withHint("did you mean 'imgbased'?"),
            Problem.at("no-such-thing", "not installed in the image")),
        refusal.problems());
  }
}
