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
import org.nodecustomize.rule.container.FileSystemClean;
import org.nodecustomize.rule.etc.EtcNotMirrored;
import org.nodecustomize.rule.etc.PristineTypeMismatch;
import org.nodecustomize.rule.identity.DuplicateId;
import org.nodecustomize.rule.identity.MachineId;
import org.nodecustomize.rule.identity.SshHostKeys;
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
