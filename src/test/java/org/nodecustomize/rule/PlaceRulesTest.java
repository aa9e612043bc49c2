package org.nodecustomize.rule;

import static org.nodecustomize.image.LayoutProfile.OSTREE;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.place.BuildLitter;
import org.nodecustomize.rule.place.ChangedVarFile;
import org.nodecustomize.rule.place.CrossMountHardLink;
import org.nodecustomize.rule.place.FstabInImage;
import org.nodecustomize.rule.place.HiddenContent;
import org.nodecustomize.rule.place.ImgbasedState;
import org.nodecustomize.rule.place.LostVarOwner;
import org.nodecustomize.rule.place.RealUsrLocal;
import org.nodecustomize.rule.place.RootHomeContent;
import org.nodecustomize.rule.place.RpmDatabaseLocation;
import org.nodecustomize.rule.place.StorageDomainInRoot;
import org.nodecustomize.rule.place.UnmanagedTopLevel;
import org.nodecustomize.rule.place.UsrMergeLinks;
import org.nodecustomize.rule.place.VarRegularFile;
import org.nodecustomize.rule.place.VarRunLinks;

class PlaceRulesTest extends RuleTest {

  @Test
  void newTopLevelNamesAndFilesInUnmanagedPlacesAreFound() {
    image
        .directory("/site")
        .file("/opt/vendor/bin/a", "a")
        .file("/opt/vendor/b", "b")
        .file("/usr/local/bin/c", "c");
    image.file("/srv/one", "1");
    finds(
        new UnmanagedTopLevel(),
        "warning /opt/vendor: has 2 new files",
        "warning /site: is a new name in the root directory",
        "warning /srv/one: is a new file",
        "warning /usr/local/bin: is a new file");
  }

  @Test
  void contentThatTheInstallerSkipsIsAnErrorAndHiddenContentAWarning() {
    image.file("/run/site/a", "a").directory("/home/admin").file("/dev/null", "a");
    finds(
        new HiddenContent(),
        "error /dev/null: was added, but the installer does not copy this directory",
        "warning /home/admin: was added, but a volume of the host is mounted over it",
        "error /run/site: was added, but the installer does not copy this directory",
        "error /run/site/a: was added, but the installer does not copy this directory");
  }

  @Test
  void directoriesOfRunThatAPackageHasAreMadeAtBoot() {
    image.directory("/run/httpd").directory("/run/named").file("/run/named/pid", "1");
    ownership = Optional.of(NodeRulesTest.owner("/var/run/httpd", "/run/named", "/run/named/pid"));
    finds(
        new HiddenContent(),
        "error /run/named/pid: was added, but the installer does not copy this directory");
  }

  @Test
  void filesInTheHomeOfRootAreFound() {
    image.file("/root/.ssh/authorized_keys", "ssh-ed25519 AAAA\n").file("/root/.bashrc", "a");
    finds(
        new RootHomeContent(),
        "warning /root/.ssh/authorized_keys: added; an upgraded host keeps its own");
  }

  @Test
  void filesInVarOfNoPackageAreFound() {
    image
        .file("/var/lib/site/data", "a")
        .file("/var/lib/site/flag", "")
        .file("/var/lib/agent/db", "a");
    ownership = Optional.of("/var/lib/agent/db"::equals);
    finds(new VarRegularFile(), "warning /var/lib/site/data: was added and is in no package");
  }

  @Test
  void withoutTheRpmDatabaseFilesInVarCannotBeJudged() {
    ownership = Optional.empty();
    passes(new VarRegularFile());
    image.file("/var/lib/site/data", "a");
    finds(
        new VarRegularFile(),
        "could not check: the rpm database was not read, which says whether a package brought"
            + " /var/lib/site/data");
  }

  @Test
  void anOwnerThatNobodyRestoresIsFound() {
    image.directory("/var/lib/site").mode("/var/lib/site", 0750).owner("/var/lib/site", 36, 36);
    finds(new LostVarOwner(), "error /var/lib/site: is owned by 36:36, on upgraded hosts by root");
  }

  @Test
  void anOwnerByTmpfilesUnitOrPackagePasses() {
    for (String name : List.of("a", "b", "c")) {
      image.directory("/var/lib/" + name).owner("/var/lib/" + name, 36, 36);
    }
    image.file("/usr/lib/tmpfiles.d/a.conf", "d /var/lib/a 0755 vdsm kvm -\n");
    image.file("/usr/lib/systemd/system/b.service", "[Service]\nUser=vdsm\nStateDirectory=x b\n");
    ownership = Optional.of("/var/lib/c"::equals);
    passes(new LostVarOwner());
  }

  @Test
  void withoutTheRpmDatabaseOwnersCannotBeJudged() {
    ownership = Optional.empty();
    image.directory("/var/lib/site").owner("/var/lib/site", 36, 36);
    finds(
        new LostVarOwner(),
        "could not check: the rpm database was not read, which says whether a package brought"
            + " /var/lib/site");
  }

  @Test
  void aChangedFileOfVarIsFound() {
    inBoth("/var/lib/site/state", "old");
    image.file("/var/lib/site/state", "newer");
    finds(
        new ChangedVarFile(),
        "warning /var/lib/site/state: content changed; an upgraded host keeps its own");
  }

  @Test
  void aRealVarRunAndAWrongVarLockAreFound() {
    image.delete("/var/run");
    image.directory("/var/run");
    image.symbolicLink("/var/lock", "/tmp");
    finds(
        new VarRunLinks(),
        "error /var/lock: points to /tmp",
        "error /var/run: is a directory, not a symbolic link");
  }

  @Test
  void anAbsoluteLinkToTheRpmDatabaseIsFound() {
    image.symbolicLink("/var/lib/rpm", "/usr/share/rpm");
    finds(new RpmDatabaseLocation(), "error /var/lib/rpm: points to /usr/share/rpm");
  }

  @Test
  void aMovedRpmDatabaseIsFound() {
    image.delete("/var/lib/rpm");
    image.delete("/usr/share/rpm");
    image.file("/var/lib/rpm/rpmdb.sqlite", "database");
    image.delete("/var/lib/dnf");
    image.directory("/var/lib/dnf");
    finds(
        new RpmDatabaseLocation(),
        "error /usr/share/rpm: holds no rpm database",
        "error /var/lib/dnf: is a directory, not a symbolic link",
        "error /var/lib/rpm: is a directory, not a symbolic link");
  }

  @Test
  void aMissingLinkToTheRpmDatabaseIsFound() {
    image.delete("/var/lib/rpm");
    finds(new RpmDatabaseLocation(), "error /var/lib/rpm: is missing");
  }

  @Test
  void leftoversOfTheBuildAreFound() {
    image
        .file("/var/cache/dnf/a.solv", "a")
        .file("/var/log/dnf.log", "text")
        .file("/var/log/wtmp", "");
    image
        .file("/root/.bash_history", "ls\n")
        .file("/usr/share/rpm/__db.001", "a")
        .file("/tmp/x", "a");
    finds(
        new BuildLitter(),
        "warning /root/.bash_history: added",
        "warning /tmp/x: added",
        "warning /usr/share/rpm/__db.001: added",
        "warning /var/cache/dnf/a.solv: added",
        "warning /var/log/dnf.log: added, a log of the build");
  }

  @Test
  void aStorageDomainIsFound() {
    image.file("/data/dom/dom_md/metadata", "CLASS=Data\n");
    image.file("/data/empty/dom_md/metadata", "");
    finds(
        new StorageDomainInRoot(),
        "error /data/dom/dom_md/metadata: is the metadata of a storage domain");
  }

  @Test
  void stateOfImgbasedIsFound() {
    image
        .file("/var/imgbased/persisted-rpms/a-1-1.noarch.rpm", "a")
        .file("/var/imgbased/.image-updated", "");
    finds(
        new ImgbasedState(),
        "error /var/imgbased/.image-updated: is a host's state",
        "error /var/imgbased/persisted-rpms/a-1-1.noarch.rpm: would be installed again in every later"
            + " layer");
  }

  @Test
  void aHardLinkOverAMountIsFound() {
    image
        .file("/usr/lib/a", "a")
        .hardLink("/var/lib/a", "/usr/lib/a")
        .hardLink("/usr/lib/b", "/usr/lib/a");
    finds(
        new CrossMountHardLink(),
        "error /var/lib/a: is the same file as /usr/lib/a, which goes to another file system");
  }

  @Test
  void aHardLinkInOneFileSystemPasses() {
    image.file("/usr/lib/a", "a").hardLink("/usr/lib/b", "/usr/lib/a");
    passes(new CrossMountHardLink());
  }

  @Test
  void aRealOrWrongOrMissingTopLevelLinkIsFound() {
    image.delete("/bin");
    image.directory("/bin");
    image.symbolicLink("/sbin", "usr/lib");
    image.delete("/lib");
    finds(
        new UsrMergeLinks(),
        "error /bin: is a directory, not a symbolic link",
        "error /lib: is missing",
        "error /sbin: points to usr/lib");
  }

  @Test
  void aNewLineOfFstabIsFound() {
    image.file("/etc/fstab", "# comment\n/dev/sdb1 /data ext4 defaults 0 0\n");
    finds(
        new FstabInImage(),
        "warning /etc/fstab: has the new line '/dev/sdb1 /data ext4 defaults 0 0'");
  }

  @Test
  void contentOfUsrLocalIsToldInCommits() {
    use(OSTREE);
    image.file("/usr/local/bin/tool", "a");
    finds(
        new RealUsrLocal(),
        "info /usr/local/bin/tool: would be lost where /usr/local becomes a link");
  }
}
