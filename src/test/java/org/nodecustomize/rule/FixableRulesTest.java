package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.image.LayoutProfile.NGN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rule.boot.BootLeftovers;
import org.nodecustomize.rule.etc.EtcNotMirrored;
import org.nodecustomize.rule.etc.InvisibleChange;
import org.nodecustomize.rule.etc.MergeLitter;
import org.nodecustomize.rule.etc.StaleUsrEtc;
import org.nodecustomize.rule.etc.UnreadSnippet;
import org.nodecustomize.rule.file.ApiDirectories;
import org.nodecustomize.rule.file.BuildArtefacts;
import org.nodecustomize.rule.file.OddTimes;
import org.nodecustomize.rule.file.WorldWritable;
import org.nodecustomize.rule.identity.AccountConsistency;
import org.nodecustomize.rule.identity.AccountNotInFactory;
import org.nodecustomize.rule.identity.Entropy;
import org.nodecustomize.rule.identity.HostIdentity;
import org.nodecustomize.rule.identity.MachineId;
import org.nodecustomize.rule.identity.SshHostKeys;
import org.nodecustomize.rule.identity.StorageHostState;
import org.nodecustomize.rule.place.BuildLitter;
import org.nodecustomize.rule.place.CrossMountHardLink;
import org.nodecustomize.rule.place.HiddenContent;
import org.nodecustomize.rule.place.ImgbasedState;
import org.nodecustomize.rule.place.RpmDatabaseLocation;
import org.nodecustomize.rule.place.UsrMergeLinks;
import org.nodecustomize.rule.place.VarRunLinks;
import org.nodecustomize.rule.service.DanglingUnitLink;
import org.nodecustomize.rule.service.UpdateStamps;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

/** What rules repair, in exact words, and what they leave to somebody's decision. */
class FixableRulesTest extends RuleTest {
  private EditedTree edited = new EditedTree(image, NOW);

  private RuleContext context(FileTree tree) {
    CheckedImage checked =
        new CheckedImage(
            Snapshot.of(tree),
            FactsReader.read(tree, Optional.of("x86_64"), packages),
            container,
            ownership,
            contents,
            labels);
    return new RuleContext(
        checked,
        Optional.of(checked(base, basePackages, baseContainer, baseContents)),
        profile,
        overrides,
        NOW);
  }

  private static List<Finding> findings(Rule rule, RuleContext context) {
    return new ArrayList<>(
        new RuleRunner(new Cancellation()).run(List.of(rule), context).get(0).findings());
  }

  /**
   * The rule repairs exactly this, sorted by path; what it leaves comes in the same order with a
   * dash. Done twice, it changes nothing more.
   */
  private void fixes(Fixable rule, String... lines) {
    edited = new EditedTree(image, NOW);
    RuleContext context = context(image);
    List<Finding> found = findings(rule, context);
    found.sort(Comparator.comparing(Finding::path).reversed());
    List<String> done = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Finding finding : found) {
      Optional<String> text = rule.fix(finding, context, edited);
      done.add(finding.path() + ": " + text.orElse("-"));
      if (text.isEmpty()) {
        left.add(finding.path() + finding.evidence());
      }
    }
    assertEquals(List.of(lines), done.stream().sorted().distinct().toList());
    assertEquals(
        left,
        findings(rule, context(edited)).stream()
            .sorted(Comparator.comparing(Finding::path).reversed())
            .map(finding -> finding.path() + finding.evidence())
            .toList());
    var edits = edited.edits();
    found.forEach(finding -> rule.fix(finding, context, edited));
    assertEquals(edits.removals(), edited.edits().removals());
    assertEquals(edits.puts().size(), edited.edits().puts().size());
  }

  private String text(String path) {
    return new String(edited.read(path, 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void aChangeOfEtcIsCopied() {
    image.file("/etc/motd", "site\n").file("/etc/site/deep/a.conf", "a\n");
    image.mode("/etc/site/deep", 0700).owner("/etc/site/deep/a.conf", 5, 6);
    image.delete("/etc/hosts");
    image.special("/etc/pipe", NodeType.FIFO);
    fixes(
        new EtcNotMirrored(),
        "/etc/hosts: removed, too: /usr/share/factory/etc/hosts",
        "/etc/motd: copied to /usr/share/factory/etc/motd",
        "/etc/pipe: -",
        "/etc/site/deep/a.conf: copied to /usr/share/factory/etc/site/deep/a.conf");
    assertEquals("site\n", text("/usr/share/factory/etc/motd"));
    assertEquals(0700, edited.node("/usr/share/factory/etc/site/deep").orElseThrow().permissions());
    assertEquals(6, edited.node("/usr/share/factory/etc/site/deep/a.conf").orElseThrow().gid());
  }

  @Test
  void bothCopiesOfANodeWithPresetsAreKeptInStep() {
    use(NGN);
    image.file("/etc/motd", "site\n");
    fixes(
        new EtcNotMirrored(),
        "/etc/motd: copied to /usr/etc/motd, copied to /usr/share/factory/etc/motd");
  }

  @Test
  void aPresetIsNotReplacedByTheLinkToIt() {
    use(NGN);
    image.file("/usr/etc/site.conf", "preset\n");
    image.symbolicLink("/etc/site.conf", "../usr/etc/site.conf");
    fixes(
        new EtcNotMirrored(), "/etc/site.conf: copied to /usr/share/factory/etc/site.conf");
    assertEquals("preset\n", text("/usr/etc/site.conf"));
  }

  @Test
  void aPresetIsNotReplacedByItsOverride() {
    use(NGN);
    overrides = Set.of("/etc/motd");
    image.file("/etc/motd", "site\n");
    fixes(new EtcNotMirrored(), "/etc/motd: copied to /usr/share/factory/etc/motd");
    assertEquals("Welcome\n", text("/usr/etc/motd"));
  }

  @Test
  void aCopyDoesNotTakeTheLabelOfTheOriginal() {
    image.file("/etc/motd", "site\n").label("/etc/motd", "system_u:object_r:etc_t:s0");
    fixes(new EtcNotMirrored(), "/etc/motd: copied to /usr/share/factory/etc/motd");
    assertTrue(edited.node("/usr/share/factory/etc/motd").orElseThrow().attributes().isEmpty());
  }

  @Test
  void aPresetThatTheOldFileHidesIsTaken() {
    use(NGN);
    image.file("/usr/etc/motd", "new\n");
    fixes(new StaleUsrEtc(), "/usr/etc/motd: copied to /etc/motd");
    assertEquals("new\n", text("/etc/motd"));
  }

  @Test
  void modesThatProgramsRefuseAreCorrectedButNamesAndOwnersAreNot() {
    image.file("/etc/sudoers.d/site", "a").mode("/etc/sudoers.d/site", 0664);
    image.file("/etc/sudoers.d/other", "a").owner("/etc/sudoers.d/other", 1000, 0);
    image.file("/etc/cron.d/site", "a").mode("/etc/cron.d/site", 0755);
    image.file("/etc/sysctl.d/50-site", "a=1\n");
    fixes(
        new UnreadSnippet(),
        "/etc/cron.d/site: given the mode 0644",
        "/etc/sudoers.d/other: -",
        "/etc/sudoers.d/site: given the mode 0440",
        "/etc/sysctl.d/50-site: -");
  }

  @Test
  void leftoversOfMergesGoUnlessAPackageBroughtThem() {
    image.file("/etc/motd.rpmnew", "a").file("/etc/app.orig", "a");
    ownership = Optional.of("/etc/app.orig"::equals);
    fixes(new MergeLitter(), "/etc/app.orig: -", "/etc/motd.rpmnew: removed");
  }

  @Test
  void withoutAReadableDatabaseNothingThatAPackageMayOwnIsRemoved() {
    image.file("/etc/motd.rpmnew", "a");
    ownership = Optional.empty();
    fixes(new MergeLitter(), "/etc/motd.rpmnew: -");
  }

  @Test
  void whatAnUpgradeWouldNotSeeIsTouched() {
    image.file("/etc/motd", "WELCOME\n");
    fixes(new InvisibleChange(), "/etc/motd: given the time of the run");
    assertEquals(NOW, edited.node("/etc/motd").orElseThrow().modified());
  }

  @Test
  void oddTimesAreSet() {
    image.file("/usr/share/a", "a").modified("/usr/share/a", NOW.plusSeconds(1_000_000));
    fixes(new OddTimes(), "/usr/share/a: given the time of the run");
  }

  @Test
  void whatNoInstallerCopiesIsRemovedWithItsDirectories() {
    image.file("/run/site/a", "a").file("/home/a/b", "b");
    fixes(
        new HiddenContent(),
        "/home/a/b: -",
        "/home/a: -",
        "/run/site/a: removed",
        "/run/site: removed");
  }

  @Test
  void linksThatAreKnownAreMade() {
    image.delete("/var/run");
    image.directory("/var/run").symbolicLink("/var/lock", "/tmp");
    fixes(
        new VarRunLinks(),
        "/var/lock: made a link to ../run/lock",
        "/var/run: made a link to ../run");
  }

  @Test
  void aFullDirectoryIsNotReplacedByALink() {
    image.delete("/var/run");
    image.file("/var/run/app/socket", "a");
    fixes(new VarRunLinks(), "/var/run: -");
  }

  @Test
  void theDatabaseOfPackagesIsLinkedWhereItIs() {
    image.symbolicLink("/var/lib/rpm", "/usr/share/rpm");
    fixes(new RpmDatabaseLocation(), "/var/lib/rpm: made a link to ../../usr/share/rpm");
  }

  @Test
  void aDatabaseThatIsSomewhereElseIsLeft() {
    image.delete("/usr/share/rpm");
    image.delete("/var/lib/rpm");
    image.file("/var/lib/rpm/rpmdb.sqlite", "database");
    fixes(new RpmDatabaseLocation(), "/usr/share/rpm: -", "/var/lib/rpm: -");
  }

  @Test
  void linksIntoUsrAreMade() {
    image.delete("/sbin");
    image.delete("/bin");
    image.directory("/sbin");
    fixes(new UsrMergeLinks(), "/bin: made a link to usr/bin", "/sbin: made a link to usr/sbin");
  }

  @Test
  void litterOfTheBuildGoesAndLogsAreAsTheyWere() {
    base.file("/var/log/dnf.log", "old\n");
    image.file("/var/log/dnf.log", "old\nnew\n").file("/var/log/site.log", "a");
    image.file("/var/cache/dnf/a", "a");
    fixes(
        new BuildLitter(),
        "/var/cache/dnf/a: removed",
        "/var/log/dnf.log: as in the original image again",
        "/var/log/site.log: removed");
    assertEquals("old\n", text("/var/log/dnf.log"));
  }

  @Test
  void stateOfAHostIsRemoved() {
    image.file("/var/imgbased/.image-updated", "");
    fixes(new ImgbasedState(), "/var/imgbased/.image-updated: removed");
    image.file("/var/lib/systemd/random-seed", "seed");
    fixes(new Entropy(), "/var/lib/systemd/random-seed: removed");
    image.file("/etc/hostname", "build\n").file("/etc/nvme/hostnqn", "nqn");
    fixes(new HostIdentity(), "/etc/hostname: removed", "/etc/nvme/hostnqn: removed");
    image.file("/etc/multipath/wwids", "/3600/\n").file("/etc/lvm/backup/a", "a");
    fixes(new StorageHostState(), "/etc/lvm/backup/a: removed", "/etc/multipath/wwids: removed");
    image.file("/boot/loader/entries/a.conf", "title a\n").file("/boot/grub2/grubenv", "short");
    fixes(new BootLeftovers(), "/boot/grub2/grubenv: -", "/boot/loader/entries/a.conf: removed");
    image.file("/.autorelabel", "").file("/results/log", "a");
    fixes(new BuildArtefacts(), "/.autorelabel: removed", "/results: -");
  }

  @Test
  void aSecondNameOnAnotherFileSystemBecomesACopy() {
    image.file("/usr/share/a", "a").hardLink("/boot/a", "/usr/share/a");
    fixes(new CrossMountHardLink(), "/boot/a: made a copy");
    assertEquals("a", text("/usr/share/a"));
    assertEquals("a", text("/boot/a"));
    assertEquals(
        1, edited.edits().puts().stream().filter(put -> put.path().equals("/boot/a")).count());
  }

  @Test
  void accountsThatUpgradesWouldLoseAreGivenToTheFactory() {
    append("/etc/passwd", "agent:x:990:990::/:/sbin/nologin\n");
    append("/etc/group", "agent:x:990:\n");
    append("/etc/shadow", "agent:!!:19000::::::\n");
    append("/etc/gshadow", "agent:!::\n");
    String vendors = "vendor:x:5:5::/:/sbin/nologin\n";
    base.file("/usr/share/factory/etc/passwd", vendors);
    image.file("/usr/share/factory/etc/passwd", vendors);
    fixes(
        new AccountNotInFactory(),
        "/etc/group: given to the files below /usr/share/factory/etc",
        "/etc/passwd: given to the files below /usr/share/factory/etc");
    assertEquals(
        vendors + "agent:x:990:990::/:/sbin/nologin\n", text("/usr/share/factory/etc/passwd"));
    assertTrue(text("/usr/share/factory/etc/shadow").endsWith("\nagent:!!:19000::::::\n"));
    assertEquals(0, edited.node("/usr/share/factory/etc/shadow").orElseThrow().permissions());
  }

  private void append(String path, String line) {
    image.file(
        path, new String(image.read(path, 1 << 20).orElseThrow(), StandardCharsets.UTF_8) + line);
  }

  @Test
  void onlyTheModeOfAccountFilesIsMechanical() {
    append("/etc/shadow", "ghost:!!:19000::::::\n");
    image.mode("/etc/shadow", 0644);
    fixes(new AccountConsistency(), "/etc/shadow: -", "/etc/shadow: given the mode 0000");
  }

  @Test
  void aMachineIdIsEmptied() {
    image.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    image.file("/var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef\n");
    fixes(new MachineId(), "/etc/machine-id: emptied", "/var/lib/dbus/machine-id: removed");
    assertEquals(0444, edited.node("/etc/machine-id").orElseThrow().permissions());
  }

  @Test
  void hostKeysGoWhereNewOnesAreMade() {
    image.file("/etc/ssh/ssh_host_rsa_key", "a");
    fixes(new SshHostKeys(), "/etc/ssh/ssh_host_rsa_key: -");
    image.file("/usr/lib/systemd/system/sshd-keygen@.service", "[Service]\n");
    fixes(new SshHostKeys(), "/etc/ssh/ssh_host_rsa_key: removed");
  }

  @Test
  void aLinkThatPullsInAMissingUnitIsRemovedAnAliasIsNot() {
    image.symbolicLink("/etc/systemd/system/multi-user.target.wants/gone.service", "../gone");
    image.symbolicLink("/etc/systemd/system/alias.service", "/usr/lib/systemd/system/gone.service");
    fixes(
        new DanglingUnitLink(),
        "/etc/systemd/system/alias.service: -",
        "/etc/systemd/system/multi-user.target.wants/gone.service: removed");
  }

  @Test
  void stampsGoAndUsrIsTouched() {
    image.file("/etc/.updated", "").file("/usr/lib/sysusers.d/site.conf", "g site 900\n");
    fixes(new UpdateStamps(), "/etc/.updated: removed", "/usr: given the time of the run");
  }

  @Test
  void everybodysWriteAccessIsTakenAwayFromWhatIsInNoPackage() {
    image.file("/usr/share/a", "a").mode("/usr/share/a", 0666);
    image.directory("/usr/share/b").mode("/usr/share/b", 0777);
    ownership = Optional.of("/usr/share/b"::equals);
    fixes(new WorldWritable(), "/usr/share/a: given the mode 0664", "/usr/share/b: -");
  }

  @Test
  void directoriesOfTheSystemAreMadeAndGivenTheirModes() {
    image.delete("/sys");
    image.delete("/home");
    image.file("/home", "a");
    image.mode("/tmp", 0755).mode("/root", 0755);
    fixes(
        new ApiDirectories(),
        "/home: -",
        "/root: given the mode 0550",
        "/sys: made with the mode 0555",
        "/tmp: given the mode 1777");
  }

  @Test
  void aGoodTreeStaysAsItIs() {
    for (Rule rule : Catalogue.all()) {
      if (rule instanceof Fixable fixable) {
        fixes(fixable);
        assertTrue(edited.edits().isEmpty());
      }
    }
    assertEquals(MemoryTree.TIME, base.node("/etc/motd").orElseThrow().modified());
  }
}
