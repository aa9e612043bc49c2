package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.OSTREE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.file.ApiDirectories;
import org.nodecustomize.rule.file.BuildArtefacts;
import org.nodecustomize.rule.file.DanglingSymlink;
import org.nodecustomize.rule.file.DeviceNodes;
import org.nodecustomize.rule.file.HugeFiles;
import org.nodecustomize.rule.file.MissingInterpreter;
import org.nodecustomize.rule.file.MissingLabel;
import org.nodecustomize.rule.file.OddNames;
import org.nodecustomize.rule.file.OddTimes;
import org.nodecustomize.rule.file.PrivilegedFiles;
import org.nodecustomize.rule.file.SelinuxMode;
import org.nodecustomize.rule.file.UnportableAttributes;
import org.nodecustomize.rule.file.WorldWritable;
import org.nodecustomize.rule.file.WrongLabel;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class FileRulesTest extends RuleTest {
  private static final String POLICY = "/etc/selinux/targeted/contexts/files/file_contexts";

  private void labelled(MemoryTree tree) {
    tree.file(POLICY, "/.* system_u:object_r:default_t:s0\n");
    for (String path : List.copyOf(tree.everything())) {
      int arrow = path.indexOf(" -> ");
      String name = arrow > 0 ? path.substring(0, arrow) : path.replaceAll("/$", "");
      tree.label(name, "system_u:object_r:usr_t:s0");
    }
    tree.label("/", "system_u:object_r:root_t:s0");
  }

  @Test
  void aMissingLabelIsAnErrorWhereTheInstallerGivesNone() {
    labelled(image);
    passes(new MissingLabel());
    image.file("/usr/bin/new", "a").file("/etc/new", "a").file("/run/new", "a");
    image.label("/usr/bin/bash", "system_u:object_r:unlabeled_t:s0");
    finds(
        new MissingLabel(),
        "warning /etc/new: has no label",
        "error /usr/bin/bash: has the label system_u:object_r:unlabeled_t:s0",
        "error /usr/bin/new: has no label");
  }

  @Test
  void aTreeWithoutAnyLabelIsOneFinding() {
    image.file(POLICY, "/.* system_u:object_r:default_t:s0\n");
    finds(new MissingLabel(), "error /: has no label, nor has anything below it");
  }

  @Test
  void withoutPolicyOrWithSelinuxOffLabelsDoNotMatter() {
    finds(new MissingLabel(), "not applicable: the image has no SELinux policy");
    image.file("/etc/selinux/config", "SELINUX=disabled\n");
    finds(new MissingLabel(), "not applicable: SELinux is disabled in /etc/selinux/config");
  }

  @Test
  void aLabelThatThePolicyDoesNotWantIsFound() {
    labelled(base);
    labelled(image);
    image.file("/etc/selinux/targeted/contexts/customizable_types", "httpd_sys_content_t\n");
    labels = Optional.of((path, type) -> Optional.of("system_u:object_r:bin_t:s0"));
    passes(new WrongLabel());
    image.file("/usr/bin/wrong", "a").label("/usr/bin/wrong", "system_u:object_r:user_tmp_t:s0");
    image.file("/usr/bin/right", "a").label("/usr/bin/right", "unconfined_u:object_r:bin_t:s0");
    image
        .file("/usr/bin/free", "a")
        .label("/usr/bin/free", "system_u:object_r:httpd_sys_content_t:s0");
    finds(new WrongLabel(), "warning /usr/bin/wrong: expected bin_t but was user_tmp_t");
    labels = Optional.empty();
    finds(new WrongLabel(), "could not check: the policy of the image was not read");
  }

  @Test
  void deviceFilesAreFound() {
    image.file("/dev/urandom", "a").device("/dev/null", NodeType.CHARACTER_DEVICE, 1, 3);
    image.device("/usr/lib/gone", NodeType.CHARACTER_DEVICE, 0, 0);
    image.device("/var/lib/disk", NodeType.BLOCK_DEVICE, 8, 0);
    finds(
        new DeviceNodes(),
        "warning /dev/null: is a character device",
        "error /dev/urandom: is there: imgbased cannot make its own",
        "error /usr/lib/gone: is a whiteout of an overlay",
        "error /var/lib/disk: is a block device");
  }

  @Test
  void aNewLinkThatLeadsNowhereIsFound() {
    image.symbolicLink("/usr/lib/site/a", "../gone").symbolicLink("/usr/lib/site/b", "/run/b");
    image
        .symbolicLink("/usr/lib/site/c", "../../../proc/mounts")
        .symbolicLink("/usr/lib/site/d", "e");
    image.symbolicLink("/usr/lib/site/e", "d");
    finds(
        new DanglingSymlink(),
        "warning /usr/lib/site/a: leads to ../gone, which is not there",
        "warning /usr/lib/site/d: leads to e, which is not there",
        "warning /usr/lib/site/e: leads to d, which is not there");
  }

  @Test
  void privilegesThatNoPackageGaveAreFound() {
    image.file("/usr/bin/root", "a").mode("/usr/bin/root", 04755);
    image.file("/usr/bin/open", "a").mode("/usr/bin/open", 06757);
    image
        .file("/usr/bin/net", "a")
        .attribute("/usr/bin/net", "security.capability", new byte[] {1});
    image.file("/usr/bin/sudo", "a").mode("/usr/bin/sudo", 04755);
    Nevra nevra = new Nevra("sudo", 0, "1", "1", "x86_64");
    contents =
        Optional.of(
            PackageContents.of(
                List.of(
                    new PackageContents.Contents(
                        nevra,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                            new InstalledFile(
                                "/usr/bin/sudo",
                                0104755,
                                "root",
                                "root",
                                "",
                                8,
                                1,
                                0,
                                "",
                                "",
                                0,
                                InstalledFile.State.NORMAL)),
                        new InstalledPackage(nevra, 0, 0)))));
    finds(
        new PrivilegedFiles(),
        "warning /usr/bin/net: has capabilities",
        "error /usr/bin/open: has mode 6757, and everybody can change it",
        "warning /usr/bin/root: has mode 4755");
  }

  @Test
  void whatEverybodyCanChangeIsFound() {
    image.file("/usr/lib/a", "a").mode("/usr/lib/a", 0666);
    image.directory("/var/lib/b").mode("/var/lib/b", 0777);
    image.directory("/var/lib/c").mode("/var/lib/c", 01777);
    finds(
        new WorldWritable(),
        "warning /usr/lib/a: is a file of mode 0666",
        "warning /var/lib/b: is a directory of mode 0777");
  }

  @Test
  void namesThatAreNoPlainTextAreFound() {
    image
        .file("/usr/lib/a\nb", "a")
        .file("/usr/lib/c ", "a")
        .file("/usr/lib/d\udc80", "a")
        .file("/usr/lib/ä", "a");
    image.symbolicLink("/usr/lib/e", "f\u0007");
    finds(
        new OddNames(),
        "warning /usr/lib/a\nb: its name has a control character",
        "warning /usr/lib/c : its name ends with a blank",
        "warning /usr/lib/d\udc80: its name is not UTF-8",
        "warning /usr/lib/e: its target has a control character");
  }

  @Test
  void attributesThatCopiesLoseAreTold() {
    image.attribute("/etc/motd", "user.note", new byte[] {1});
    finds(new UnportableAttributes(), "info /etc/motd: has the attribute user.note");
  }

  @Test
  void aVeryLargeFileIsTold() {
    image.file("/var/lib/images/disk.img", "a");
    image.file("/var/lib/images/small.img", "a");
    FileTree large = new GrownTree(image, "/var/lib/images/disk.img", (1L << 30) + (5L << 20));
    RuleContext context =
        new RuleContext(
            new CheckedImage(
                Snapshot.of(large),
                FactsReader.read(image, Optional.empty(), List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Optional.of(checked(base, basePackages, baseContainer, baseContents)),
            IMGBASED,
            Set.of(),
            NOW);
    assertEquals(
        List.of("info /var/lib/images/disk.img: has 1029 MiB"),
        new RuleRunner(new Cancellation())
            .run(List.of(new HugeFiles()), context).get(0).findings().stream()
                .map(RuleTest::line)
                .toList());
  }

  @Test
  void directoriesThatTheSystemNeedsAreDemanded() {
    image.delete("/sys");
    image.delete("/home");
    image.symbolicLink("/home", "var/home");
    image.mode("/tmp", 0755).mode("/root", 0755);
    finds(
        new ApiDirectories(),
        "error /home: is a symbolic link, not a directory",
        "warning /root: expected mode 0550 or 0700 but was 0755",
        "error /sys: is missing",
        "error /tmp: expected mode 1777 but was 0755");
    use(OSTREE);
    image.delete("/home");
    image.symbolicLink("/home", "var/home");
    passes(new ApiDirectories());
  }

  @Test
  void marksOfBuildersAreFound() {
    image.file("/.autorelabel", "").file("/.dockerenv", "");
    finds(new BuildArtefacts(), "warning /.autorelabel: is there", "warning /.dockerenv: is there");
  }

  @Test
  void selinuxThatDoesNotEnforceIsFound() {
    image.file("/etc/selinux/config", "SELINUX=permissive\n");
    finds(new SelinuxMode(), "warning /etc/selinux/config: has SELINUX=permissive");
    image.delete("/etc/selinux/config");
    finds(new SelinuxMode(), "warning /etc/selinux/config: has no SELINUX=, or is missing");
  }

  @Test
  void timesInTheFutureOrNoneAreTold() {
    image.file("/usr/lib/a", "a").modified("/usr/lib/a", NOW.plusSeconds(2 * 86400));
    image.file("/usr/lib/b", "a").modified("/usr/lib/b", Instant.EPOCH);
    finds(
        new OddTimes(),
        "info /usr/lib/a: has the time 2026-11-03T00:00:00Z",
        "info /usr/lib/b: has the time 1970-01-01T00:00:00Z");
  }

  @Test
  void aScriptWithoutInterpreterIsFound() {
    image.file("/usr/bin/a", "#!/usr/bin/perl -w\n").mode("/usr/bin/a", 0755);
    image.file("/usr/bin/b", "#! /usr/bin/env ruby\n").mode("/usr/bin/b", 0755);
    image.file("/usr/bin/c", "#!/usr/bin/bash\n").mode("/usr/bin/c", 0755);
    image.file("/usr/share/d", "#!/usr/bin/perl\n");
    finds(
        new MissingInterpreter(),
        "warning /usr/bin/a: is a script for /usr/bin/perl, which is not there",
        "warning /usr/bin/b: is a script for /usr/bin/ruby, which is not there");
  }
}
