package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rule.boot.BootLeftovers;
import org.nodecustomize.rule.container.FileSystemClean;
import org.nodecustomize.rule.etc.EtcNotMirrored;
import org.nodecustomize.rule.etc.PristineTypeMismatch;
import org.nodecustomize.rule.identity.DuplicateId;
import org.nodecustomize.rule.identity.MachineId;
import org.nodecustomize.rule.identity.SshHostKeys;
import org.nodecustomize.rule.place.HiddenContent;
import org.nodecustomize.tree.MemoryTree;

class RuleRunnerTest extends RuleTest {

  @Test
  void whatTheBaseHasAsWellOnlyInforms() {
    for (MemoryTree tree : List.of(base, image)) {
      tree.file("/etc/ssh/ssh_host_rsa_key", "a");
    }
    image.file("/etc/ssh/ssh_host_ed25519_key", "a");
    Outcome outcome = outcome(new SshHostKeys(), true);
    assertEquals(
        List.of(
            "error /etc/ssh/ssh_host_ed25519_key: is a host key false",
            "info /etc/ssh/ssh_host_rsa_key: is a host key true"),
        outcome instanceof Outcome.Failed failed
            ? failed.findings().stream().map(f -> line(f) + " " + f.inherited()).toList()
            : List.of());
  }

  @Test
  void whatIsWorseThanInTheBaseIsNotInherited() {
    base.file("/etc/machine-id", "uninitialized\n");
    image.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    assertEquals(
        List.of(ERROR),
        outcome(new MachineId(), true) instanceof Outcome.Failed failed
            ? failed.findings().stream().map(Finding::severity).toList()
            : List.of());
  }

  @Test
  void aChangeRuleNeedsABase() {
    assertEquals(
        new Outcome.NotApplicable("there is no base to compare with"),
        outcome(new EtcNotMirrored(), false));
  }

  @Test
  void aRuleThatHasNoMeaningInTheProfileDoesNotLook() {
    use(PLAIN);
    assertEquals(
        new Outcome.NotApplicable("has no meaning for profile plain"),
        outcome(new PristineTypeMismatch(), false));
  }

  @Test
  void whatARuleCannotReadIsNoFailureOfTheRun() {
    image.file("/etc/passwd", new byte[Snapshot.TEXT_LIMIT + 1]);
    assertEquals(
        new Outcome.CouldNotCheck("/etc/passwd: larger than " + Snapshot.TEXT_LIMIT + " bytes"),
        outcome(new DuplicateId(), false));
  }

  @Test
  void aTreeThatCannotBeReadLeavesTheContainersRules() {
    CheckedImage unreadable =
        new CheckedImage(
            Snapshot.of(new UnreadableTree("it is xfs")),
            FactsReader.read(image, Optional.empty(), List.of()),
            container,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    RuleContext context = new RuleContext(unreadable, Optional.empty(), IMGBASED, Set.of(), NOW);
    List<RuleResult> results =
        new RuleRunner(new Cancellation())
            .run(List.of(new FileSystemClean(), new MachineId()), context);
    assertEquals(new Outcome.Passed(), results.get(0).outcome());
    assertEquals(
        new Outcome.CouldNotCheck("the files were not read: it is xfs"), results.get(1).outcome());
  }

  @Test
  void manyFindingsAreCountedButNotAllKept() {
    for (int i = 0; i < 1100; i++) {
      image.file("/etc/ssh/ssh_host_" + i + "_key", "");
    }
    Outcome outcome = outcome(new SshHostKeys(), false);
    assertTrue(
        outcome instanceof Outcome.Failed failed
            && failed.findings().size() == 1000
            && failed.omitted() == 100);
  }

  @Test
  void theWorstOfManyFindingsAreKept() {
    for (int i = 0; i < 1100; i++) {
      image.file("/home/" + i, "");
    }
    image.file("/run/pid", "");
    assertEquals(
        List.of("error /run/pid: was added, but the installer does not copy this directory"),
        lines(outcome(new HiddenContent(), true)).stream()
            .filter(line -> line.startsWith("error"))
            .toList());
  }

  @Test
  void aNewFindingOnAPathWithInheritedOnesIsNotInherited() {
    String account = ":/:/sbin/nologin\n";
    base.file("/etc/passwd", "root:x:0:0:" + account + "a:x:7:7:" + account + "b:x:7:7:" + account);
    image.file(
        "/etc/passwd",
        "root:x:0:0:"
            + account
            + "a:x:7:7:"
            + account
            + "b:x:7:7:"
            + account
            + "toor:x:0:0:"
            + account);
    assertEquals(
        List.of(
            "info /etc/passwd: 'a' and 'b' have the same number 7",
            "error /etc/passwd: 'root' and 'toor' have the same number 0"),
        lines(outcome(new DuplicateId(), true)));
  }

  @Test
  void whichOfSeveralNewFindingsOnAPathTookTheBasesPlaceIsNotGuessed() {
    String account = ":/:/sbin/nologin\n";
    base.file("/etc/passwd", "a:x:7:7:" + account + "b:x:7:7:" + account);
    image.file(
        "/etc/passwd",
        "c:x:7:7:" + account + "d:x:7:7:" + account + "e:x:8:8:" + account + "f:x:8:8:" + account);
    assertEquals(
        List.of(
            "error /etc/passwd: 'c' and 'd' have the same number 7",
            "error /etc/passwd: 'e' and 'f' have the same number 8"),
        lines(outcome(new DuplicateId(), true)));
  }

  @Test
  void anInheritedFindingIsKnownByItsPathWhereOnlyItsMeasureIsAnother() {
    base.file("/boot/grub2/grubenv", "a");
    image.file("/boot/grub2/grubenv", "ab");
    assertEquals(
        List.of("info /boot/grub2/grubenv: expected 1024 bytes but were 2"),
        lines(outcome(new BootLeftovers(), true)));
  }

  private static List<String> lines(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        ? failed.findings().stream().map(RuleTest::line).toList()
        : List.of();
  }

  @Test
  void aCancelledRunEnds() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    RuleContext context =
        new RuleContext(
            checked(image, packages, container, contents),
            Optional.empty(),
            IMGBASED,
            Set.of(),
            NOW);
    assertThrows(
        RunInterruptedException.class,
        () -> new RuleRunner(cancellation).run(Catalogue.all(), context));
  }
}
