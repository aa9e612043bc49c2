package org.nodecustomize.rule;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Dependency;
import org.nodecustomize.rpm.Evr;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.node.Alternatives;
import org.nodecustomize.rule.node.BrokenDependencies;
import org.nodecustomize.rule.node.CockpitReady;
import org.nodecustomize.rule.node.CpeName;
import org.nodecustomize.rule.node.EssentialRemoved;
import org.nodecustomize.rule.node.ForeignArchitecture;
import org.nodecustomize.rule.node.ImgbasedRuntime;
import org.nodecustomize.rule.node.NodectlPresent;
import org.nodecustomize.rule.node.NvrFile;
import org.nodecustomize.rule.node.NvrNotBumped;
import org.nodecustomize.rule.node.OsReleaseFields;
import org.nodecustomize.rule.node.Placeholder;
import org.nodecustomize.rule.node.PythonModules;
import org.nodecustomize.rule.node.Repositories;
import org.nodecustomize.rule.node.RpmDatabaseReadable;
import org.nodecustomize.rule.node.StaleLinkerCache;
import org.nodecustomize.rule.node.UnownedFiles;
import org.nodecustomize.rule.node.UnsignedPackages;
import org.nodecustomize.rule.node.VerifyDelta;
import org.nodecustomize.rule.node.VersionLock;

class NodeRulesTest extends RuleTest {
  private static final String NVR = "/usr/share/imgbase/build/meta/nvr";

  private static PackageContents.Contents contents(
      String name, List<Dependency> requires, List<Dependency> provides, InstalledFile... files) {
    Nevra nevra = new Nevra(name, 0, "1", "1", "x86_64");
    return new PackageContents.Contents(
        nevra, requires, provides, List.of(), List.of(files), new InstalledPackage(nevra, 0, 0));
  }

  /** A package that has these paths. */
  static PackageContents owner(String... paths) {
    return PackageContents.of(
        List.of(
            contents(
                "owner",
                List.of(),
                List.of(),
                Stream.of(paths)
                    .map(path -> file(path, 0100644, "", 0))
                    .toArray(InstalledFile[]::new))));
  }

  private static Dependency dependency(String name) {
    return new Dependency(name, Set.of(), 0, new Evr(0, "", ""));
  }

  private static InstalledFile file(String path, int mode, String digest, long size) {
    return new InstalledFile(
        path, mode, "root", "root", digest, 8, size, 0, "", "", 0, InstalledFile.State.NORMAL);
  }

  @Test
  void aNameThatImgbasedCannotUseIsFound() {
    image.file(NVR, "ovirt-node-ng-4.5.5-1\n").file("/usr/share/imgbase/build/meta/more", "a");
    finds(
        new NvrFile(),
        "error /usr/share/imgbase/build/meta/more: is not 'nvr', the only name allowed here",
        "error " + NVR + ": has a blank or newline, which becomes part of a volume's name");
    image.delete("/usr/share/imgbase/build/meta/more");
    image.file(NVR, "my+image");
    finds(
        new NvrFile(),
        "error " + NVR + ": expected name-version-release but was 'my+image'",
        "error " + NVR + ": has a '+', which divides the layer's number from the name",
        "error " + NVR + ": has neither 'node' nor 'rhvh' in it: its boot entries will be deleted");
    image.file(NVR, "ovirt-node-ng-" + "1".repeat(40) + "-é");
    finds(
        new NvrFile(),
        "error " + NVR + ": has a character that no volume's name can have",
        "error " + NVR + ": expected at most 52 characters but were 56");
    image.delete(NVR);
    finds(new NvrFile(), "error " + NVR + ": is missing");
  }

  @Test
  void aChangedImageNeedsANewerVersionOfTheSameName() {
    image.file("/etc/motd", "Changed\n");
    finds(
        new NvrNotBumped(),
        "error "
            + NVR
            + ": was "
            + GoodNode.NVR
            + ", now "
            + GoodNode.NVR
            + ", which is not newer");
    image.file(NVR, "other-node-4.5.5-0.20260101.0");
    finds(
        new NvrNotBumped(),
        "error "
            + NVR
            + ": the name was 'ovirt-node-ng', now 'other-node': hosts cannot compare them");
    image.file(NVR, GoodNode.NVR + ".site.1");
    passes(new NvrNotBumped());
  }

  @Test
  void osReleaseMustBeALinkWithItsFields() {
    image.delete("/etc/os-release");
    image.file("/etc/os-release", "ID=centos\n");
    finds(
        new OsReleaseFields(),
        "error /etc/os-release: is a file, not a symbolic link",
        "error /etc/os-release: has no VERSION_ID",
        "error /etc/os-release: has no PRETTY_NAME",
        "error /etc/os-release: expected VARIANT_ID ovirt-node but was none");
    image.delete("/etc/os-release");
    finds(new OsReleaseFields(), "error /etc/os-release: is missing");
    image.symbolicLink("/etc/os-release", "nowhere");
    image.delete("/usr/lib/os-release");
    finds(new OsReleaseFields(), "error /etc/os-release: leads to no os-release file: nowhere");
  }

  @Test
  void aProductThatUpgradesRefuseIsFound() {
    image.file("/etc/system-release-cpe", "cpe:/o:rocky:rocky:9::baseos\n");
    finds(
        new CpeName(),
        "error /etc/system-release-cpe: expected centos, enterprise_linux or fedora as the product but"
            + " was 'rocky'");
    image.file("/etc/system-release-cpe", "rocky\n");
    finds(
        new CpeName(),
        "error /etc/system-release-cpe: expected a text that begins with 'cpe' but was 'rocky'");
    image.delete("/etc/system-release-cpe");
    finds(new CpeName(), "error /etc/system-release-cpe: is missing or empty");
  }

  @Test
  void whatImgbasedCallsMustBeThere() {
    image.delete("/usr/bin/rsync");
    image.delete("/usr/sbin/imgbase");
    image.delete("/etc/lvm/profile/imgbased-pool.profile");
    image.delete("/usr/lib/python3.9/site-packages/imgbased");
    finds(
        new ImgbasedRuntime(),
        "error /etc/lvm/profile/imgbased-pool.profile: is missing",
        "error /usr/lib: has no python*/site-packages/imgbased",
        "error /usr/sbin/imgbase: is missing, and not in /usr/bin either",
        "warning /usr/sbin/rsync: is missing, and not in /usr/bin either");
  }

  @Test
  void aMissingNodectlAndADisabledCockpitAreFound() {
    image.delete("/usr/sbin/nodectl");
    image.delete("/usr/lib/systemd/system/sockets.target.wants/cockpit.socket");
    image.symbolicLink("/usr/share/cockpit/branding/centos-ovirt-node", "nowhere");
    finds(new NodectlPresent(), "warning /usr/sbin/nodectl: is missing");
    finds(
        new CockpitReady(),
        "warning /usr/lib/systemd/system/cockpit.socket: is enabled nowhere",
        "warning /usr/share/cockpit/branding/centos-ovirt-node: leads nowhere");
  }

  @Test
  void aRemovedEssentialOrProtectedPackageIsFound() {
    inBoth("/etc/dnf/protected.d/site.conf", "dracut-live\n");
    packages =
        packages.stream()
            .filter(p -> !Set.of("lvm2", "dracut-live", "audit").contains(p.nevra().name()))
            .toList();
    finds(
        new EssentialRemoved(),
        "error package dracut-live: was removed, although the image protects it",
        "error package lvm2: was removed");
  }

  @Test
  void anRpmDatabaseThatTheImageCannotUseIsFound() {
    image.file("/usr/share/rpm/__db.001", "a").mode("/usr/share/rpm/rpmdb.sqlite", 0600);
    finds(
        new RpmDatabaseReadable(),
        "warning /usr/share/rpm/__db.001: is the environment of a program that is not running any more",
        "error /usr/share/rpm/rpmdb.sqlite: has mode 0600 and owner 0: not everybody can read it");
    packages = List.of(new InstalledPackage(new Nevra("rpm", 0, "4.11.3", "1", "x86_64"), 0, 0));
    image.delete("/usr/share/rpm/__db.001");
    image.mode("/usr/share/rpm/rpmdb.sqlite", 0644);
    finds(
        new RpmDatabaseReadable(),
        "error /usr/share/rpm/rpmdb.sqlite: is of a kind that the image's rpm 4.11.3 cannot read");
    packages = List.of();
    finds(new RpmDatabaseReadable(), "could not check: the rpm database of the image was not read");
  }

  @Test
  void aDependencyThatIsGoneIsFound() {
    Dependency library = dependency("liba.so.1");
    Dependency gone = dependency("always-missing");
    Dependency path = dependency("/usr/bin/bash");
    baseContents =
        Optional.of(
            PackageContents.of(
                List.of(
                    contents("user", List.of(library, gone, path), List.of()),
                    contents("liba", List.of(), List.of(library)))));
    contents =
        Optional.of(
            PackageContents.of(List.of(contents("user", List.of(library, gone, path), List.of()))));
    finds(new BrokenDependencies(), "error package user: needs liba.so.1");
    contents = Optional.empty();
    finds(new BrokenDependencies(), "could not check: the rpm database of the image was not read");
  }

  @Test
  void aFileOfAPackageThatBecameALinkIsFound() {
    inBoth("/usr/bin/tool", "good");
    contents =
        Optional.of(
            PackageContents.of(
                List.of(
                    contents(
                        "tool", List.of(), List.of(), file("/usr/bin/tool", 0100755, "00", 4)))));
    image.delete("/usr/bin/tool");
    image.symbolicLink("/usr/bin/tool", "../local/bin/tool");
    finds(new VerifyDelta(), "error /usr/bin/tool: is a symbolic link, but tool brought a file");
  }

  @Test
  void aFileOfANewPackageThatIsNotThereIsFound() {
    image.file("/usr/bin/tool", "good");
    contents =
        Optional.of(
            PackageContents.of(
                List.of(
                    contents(
                        "tool",
                        List.of(),
                        List.of(),
                        file("/usr/bin/tool", 0100755, "", 4),
                        file("/lib64/libtool.so.1", 0100755, "00", 4),
                        file("/usr/share/tool/link", 0120777, "", 4),
                        file("/usr/share/man/man1/tool.1", 0100644, "00", 4)))));
    finds(new VerifyDelta(), "error /usr/lib64/libtool.so.1: is missing, but tool brought it");
    baseContents = contents;
    passes(new VerifyDelta());
  }

  @Test
  void whatRpmIsNotToVerifyMayChange() {
    inBoth("/usr/lib64/gconv/gconv-modules.cache", "old");
    image.file("/usr/lib64/gconv/gconv-modules.cache", "newer");
    for (int verified : new int[] {-1, ~3, ~1, ~2}) {
      contents =
          Optional.of(
              PackageContents.of(
                  List.of(
                      contents(
                          "glibc",
                          List.of(),
                          List.of(),
                          new InstalledFile(
                              "/usr/lib64/gconv/gconv-modules.cache",
                              0100644,
                              "root",
                              "root",
                              "00",
                              8,
                              3,
                              0,
                              "",
                              "",
                              0,
                              InstalledFile.State.NORMAL,
                              verified)))));
      if (verified == ~3) {
        passes(new VerifyDelta());
      } else {
        finds(
            new VerifyDelta(),
            "error /usr/lib64/gconv/gconv-modules.cache: is not as glibc brought it");
      }
    }
  }

  @Test
  void filesThatAreNotAsTheirPackageBroughtThemAreFound() {
    inBoth("/usr/bin/tool", "good");
    inBoth("/usr/share/tool/data", "good");
    inBoth("/usr/share/tool/gone", "good");
    inBoth("/usr/share/rpm/Name", "good");
    inBoth("/var/lib/systemd/random-seed", "good");
    contents =
        Optional.of(
            PackageContents.of(
                List.of(
                    contents(
                        "tool",
                        List.of(),
                        List.of(),
                        file("/bin/tool", 0100755, "00", 4),
                        file("/usr/share/tool/data", 0100644, "00", 4),
                        file("/usr/share/tool/gone", 0100644, "00", 4),
                        file("/usr/share/rpm/Name", 0100644, "00", 4),
                        file("/var/lib/systemd/random-seed", 0100600, "00", 4)))));
    image.file("/usr/share/rpm/Name", "other");
    image.delete("/var/lib/systemd/random-seed");
    image.file("/usr/bin/tool", "bad!").modified("/usr/bin/tool", NOW);
    image.file("/usr/share/tool/data", "longer");
    image.delete("/usr/share/tool/gone");
    finds(
        new VerifyDelta(),
        "error /usr/bin/tool: is not as tool brought it",
        "warning /usr/share/tool/data: is not as tool brought it",
        "warning /usr/share/tool/gone: was removed, but belongs to tool");
  }

  @Test
  void filesOfNoPackageBelowUsrAreTold() {
    image.file("/usr/lib/site/a", "a").file("/usr/share/node-customize/manifest.json", "{}");
    finds(new UnownedFiles(), "info /usr/lib/site/a: was added and is in no package");
  }

  @Test
  void aPackageOfAnotherArchitectureIsFound() {
    packages =
        Stream.concat(
                packages.stream(),
                Stream.of(new InstalledPackage(new Nevra("hello", 0, "1", "1", "ppc64"), 0, 0)))
            .toList();
    finds(
        new ForeignArchitecture(),
        "error package hello-1-1.ppc64: expected x86_64 or noarch but was ppc64");
  }

  @Test
  void anUnsignedPackageIsFound() {
    contents = Optional.of(PackageContents.of(List.of(contents("agent", List.of(), List.of()))));
    finds(new UnsignedPackages(), "warning package agent-1-1.x86_64: has no signature");
  }

  @Test
  void theUpdatePackagesPlaceholderIsNeeded() {
    packages = packages.stream().filter(p -> !p.nevra().name().endsWith("placeholder")).toList();
    finds(
        new Placeholder(),
        "error package ovirt-node-ng-image-update-placeholder: expected one such package but were 0");
  }

  @Test
  void repositoriesThatHostsShouldNotUseAreFound() {
    image.file(
        "/etc/yum.repos.d/site.repo",
        """
        [site]
        baseurl=file:///var/tmp/repo
        enabled=1
        gpgcheck=0
        [marked]
        # imgbased: set-enabled
        enabled=1
        gpgcheck=1
        """);
    finds(
        new Repositories(),
        "warning /etc/yum.repos.d/site.repo: [site] is a directory of this image: file:///var/tmp/repo",
        "warning /etc/yum.repos.d/site.repo: [site] is enabled and not marked",
        "warning /etc/yum.repos.d/site.repo: [site] does not check signatures");
  }

  @Test
  void alternativesWithoutTargetOrRecordAreFound() {
    inBoth("/var/lib/alternatives/known", "auto\n/usr/bin/known\nslave\n/usr/share/slave\n");
    image.symbolicLink("/etc/alternatives/known", "/usr/bin/bash");
    image.symbolicLink("/etc/alternatives/slave", "/usr/bin/bash");
    image.symbolicLink("/etc/alternatives/lost", "/usr/bin/bash");
    image.symbolicLink("/etc/alternatives/open", "/usr/bin/nothing");
    finds(
        new Alternatives(),
        "warning /etc/alternatives/lost: has no record in /var/lib/alternatives",
        "warning /etc/alternatives/open: leads to /usr/bin/nothing, which is not there");
  }

  @Test
  void aLibraryThatTheCacheDoesNotKnowIsFound() {
    image.file("/usr/lib64/libagent.so.1", "ELF");
    finds(
        new StaleLinkerCache(),
        "warning /etc/ld.so.cache: is as it was, but /usr/lib64/libagent.so.1 was added");
    image.file("/etc/ld.so.cache", "new cache");
    passes(new StaleLinkerCache());
  }

  @Test
  void modulesForAnotherPythonAreTold() {
    image.file("/usr/lib/python3.11/site-packages/agent/__init__.py", "");
    finds(
        new PythonModules(),
        "info /usr/lib/python3.11: has new modules, but there is no /usr/bin/python3.11");
  }

  @Test
  void lockedVersionsAreFound() {
    image.file("/etc/dnf/plugins/versionlock.list", "# none\n");
    passes(new VersionLock());
    image.file("/etc/dnf/plugins/versionlock.list", "bash-0:5.1-1.*\n");
    finds(
        new VersionLock(), "warning /etc/dnf/plugins/versionlock.list: added, and locks versions");
  }
}
