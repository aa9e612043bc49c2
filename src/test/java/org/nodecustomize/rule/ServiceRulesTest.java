package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.service.DanglingUnitLink;
import org.nodecustomize.rule.service.DefaultTarget;
import org.nodecustomize.rule.service.EditedVendorUnit;
import org.nodecustomize.rule.service.EnabledWithoutPreset;
import org.nodecustomize.rule.service.EssentialUnits;
import org.nodecustomize.rule.service.FirstBootReliance;
import org.nodecustomize.rule.service.IneffectivePreset;
import org.nodecustomize.rule.service.PresetWithoutLink;
import org.nodecustomize.rule.service.UnitNameCollision;
import org.nodecustomize.rule.service.UnitVerification;
import org.nodecustomize.rule.service.UpdateStamps;
import org.nodecustomize.rule.service.WholeUnitOverride;
import org.nodecustomize.tree.MemoryTree;

class ServiceRulesTest extends RuleTest {
  private static final String ETC = "/etc/systemd/system/";
  private static final String USR = "/usr/lib/systemd/system/";
  private static final String PRESET = "/usr/lib/systemd/system-preset/98-ovirt-host-node.preset";

  private void unit(MemoryTree tree, String name) {
    tree.file(
        USR + name,
        "[Service]\nExecStart=/usr/bin/bash -c true\n[Install]\nWantedBy=multi-user.target\n");
  }

  @Test
  void aUnitThatPresetsDisableIsFound() {
    unit(image, "agent.service");
    image.symbolicLink(ETC + "multi-user.target.wants/agent.service", USR + "agent.service");
    finds(
        new EnabledWithoutPreset(),
        "warning "
            + ETC
            + "multi-user.target.wants/agent.service: enables agent.service, but "
            + PRESET
            + " disables it");
  }

  @Test
  void aUnitWithAPresetOrALinkBelowUsrPasses() {
    unit(image, "a.service");
    unit(image, "b.service");
    image.symbolicLink(ETC + "multi-user.target.wants/a.service", USR + "a.service");
    image.symbolicLink(ETC + "multi-user.target.wants/b.service", USR + "b.service");
    image.file("/usr/lib/systemd/system-preset/50-site.preset", "enable a.service\n");
    image.symbolicLink(USR + "multi-user.target.wants/b.service", "../b.service");
    passes(new EnabledWithoutPreset());
  }

  @Test
  void aPresetThatIsNeverAppliedIsFound() {
    unit(image, "agent.service");
    image.file("/usr/lib/systemd/system-preset/50-site.preset", "enable agent.service\n");
    finds(
        new PresetWithoutLink(),
        "warning "
            + USR
            + "agent.service: is enabled by /usr/lib/systemd/system-preset/50-site.preset, but nothing"
            + " pulls it in");
    image.symbolicLink(ETC + "multi-user.target.wants/agent.service", USR + "agent.service");
    passes(new PresetWithoutLink());
  }

  @Test
  void aLineAfterTheOneThatDecidesIsFound() {
    image.file("/usr/lib/systemd/system-preset/99-site.preset", "enable agent.service\n");
    finds(
        new IneffectivePreset(),
        "warning /usr/lib/systemd/system-preset/99-site.preset: enable agent.service is overruled by"
            + " disable * in "
            + PRESET);
    image.delete("/usr/lib/systemd/system-preset/99-site.preset");
    image.file("/usr/lib/systemd/system-preset/50-site.preset", "enable agent.service\n");
    passes(new IneffectivePreset());
  }

  @Test
  void aLinkToAMissingUnitIsFound() {
    image.symbolicLink(ETC + "multi-user.target.wants/gone.service", USR + "gone.service");
    image.symbolicLink(ETC + "alias.service", USR + "gone.service");
    image.symbolicLink(ETC + "masked.service", "/dev/null");
    image.symbolicLink(ETC + "multi-user.target.wants/sshd.service", "/nowhere/sshd.service");
    finds(
        new DanglingUnitLink(),
        "error " + ETC + "alias.service: leads to " + USR + "gone.service, which is not there",
        "error "
            + ETC
            + "multi-user.target.wants/gone.service: leads to "
            + USR
            + "gone.service, which is not there");
  }

  @Test
  void aLinkThatLostItsUnitIsFound() {
    unit(base, "agent.service");
    for (MemoryTree tree : List.of(base, image)) {
      tree.symbolicLink(ETC + "multi-user.target.wants/agent.service", USR + "agent.service");
    }
    finds(
        new DanglingUnitLink(),
        "error "
            + ETC
            + "multi-user.target.wants/agent.service: leads to "
            + USR
            + "agent.service, which is not there");
  }

  @Test
  void aWholeUnitInEtcIsFound() {
    image.file(ETC + "sshd.service", "[Service]\n").file(ETC + "own.service", "[Service]\n");
    finds(
        new WholeUnitOverride(),
        "warning " + ETC + "sshd.service: added; hides " + USR + "sshd.service");
  }

  @Test
  void anEditedVendorUnitIsFound() {
    image.file(USR + "sshd.service", "[Service]\nExecStart=/usr/bin/bash -x\n");
    finds(
        new EditedVendorUnit(),
        "warning " + USR + "sshd.service: content changed, but no package did");
  }

  @Test
  void whetherAPackageEditedAUnitIsNotGuessed() {
    image.file(USR + "sshd.service", "[Service]\nExecStart=/usr/bin/bash -x\n");
    packages = packages.subList(1, packages.size());
    finds(
        new EditedVendorUnit(),
        "could not check: packages changed as well, and may have brought the change of "
            + USR
            + "sshd.service");
    packages = List.of();
    basePackages = List.of();
    finds(
        new EditedVendorUnit(),
        "could not check: the rpm database was not read, which says whether a package brought the"
            + " change of "
            + USR
            + "sshd.service");
  }

  @Test
  void aRemovedLinkWhoseNameIsStillUsedIsFound() {
    String copy = "/usr/share/factory/etc/systemd/system/a.target.wants/a.service";
    for (MemoryTree tree : List.of(base, image)) {
      tree.symbolicLink(ETC + "a.target.wants/a.service", USR + "a.service")
          .symbolicLink(copy, USR + "a.service");
      tree.symbolicLink(ETC + "b.target.wants/a.service", USR + "a.service");
    }
    image.delete(ETC + "a.target.wants/a.service");
    finds(
        new UnitNameCollision(),
        "warning " + ETC + "a.target.wants/a.service: was removed, but " + copy + " is still there",
        "warning "
            + ETC
            + "b.target.wants/a.service: may be deleted by upgrades, since "
            + ETC
            + "a.target.wants/a.service was removed");
  }

  @Test
  void anotherDefaultTargetIsFound() {
    image.symbolicLink(ETC + "default.target", USR + "graphical.target");
    finds(
        new DefaultTarget(),
        "warning "
            + ETC
            + "default.target: was "
            + USR
            + "multi-user.target, now "
            + USR
            + "graphical.target");
  }

  @Test
  void aMaskedOrDisabledEssentialUnitIsFound() {
    image.symbolicLink(ETC + "sshd.service", "/dev/null");
    image.delete(USR + "multi-user.target.wants/auditd.service");
    assertEquals(
        List.of(
            "error " + ETC + "sshd.service: is masked",
            "error " + USR + "auditd.service: was enabled and is not any more"),
        outcome(new EssentialUnits(), true) instanceof Outcome.Failed failed
            ? failed.findings().stream().map(RuleTest::line).toList()
            : List.of());
  }

  @Test
  void aUnitForTheFirstBootIsFound() {
    image.file(USR + "setup.service", "[Unit]\nConditionFirstBoot=yes\n");
    image.file(USR + "other.service", "[Unit]\nConditionFirstBoot=no\n");
    finds(new FirstBootReliance(), "warning " + USR + "setup.service: has ConditionFirstBoot=yes");
  }

  @Test
  void stampsAndAnOldUsrAreFound() {
    image.file("/etc/.updated", "stamp").file("/usr/lib/sysusers.d/a.conf", "u a 900\n");
    assertEquals(
        List.of(
            "warning /etc/.updated: says that everything was updated",
            "warning /usr: is as old as in the original image (2024-02-29T12:00:00Z), but"
                + " /usr/lib/sysusers.d/a.conf changed"),
        outcome(new UpdateStamps(), true) instanceof Outcome.Failed failed
            ? failed.findings().stream().map(RuleTest::line).toList()
            : List.of());
    image.delete("/etc/.updated");
    image.modified("/usr", NOW);
    assertEquals(new Outcome.Passed(), outcome(new UpdateStamps(), true));
  }

  @Test
  void aUnitThatCannotStartIsFound() {
    image.file("/usr/bin/script", "#!/bin/sh\n");
    image.file(USR + "a.service", "[Service]\nExecStart=-/usr/bin/gone --x\nUser=nobody2\n");
    image.file(USR + "b.service", "[Service]\nExecStart=/usr/bin/script\nExecStop=absent\n");
    image.file(USR + "c.service", "[Service]\nExecStart=@bash sh -c true\nUser=vdsm\n");
    finds(
        new UnitVerification(),
        "warning " + USR + "a.service: ExecStart= starts /usr/bin/gone, which is no program",
        "warning " + USR + "a.service: User= is 'nobody2', which is no account",
        "warning " + USR + "b.service: ExecStart= starts /usr/bin/script, which is no program",
        "warning " + USR + "b.service: ExecStop= starts absent, which is no program");
  }
}
