package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** The program on real images from the command line to the output, which other programs read. */
class AddRpmIT extends ProgramRuns {
  private static final String KEY = "RSA/SHA256, key 24c6a8a7f4a80eb5";

  /** The packages that the test data name for one transaction. */
  private static final List<String> ELEVEN =
      List.of(
          "el7-real-kolla/ntpdate-4.2.6p5-25.el7.centos.2.x86_64",
          "el7-real-kolla/autogen-libopts-5.18-5.el7.x86_64",
          "el7-extra/time-1.7-45.el7.x86_64",
          "el7-extra/aspell-0.60.6.1-9.el7.x86_64",
          "el7-real-kolla/libtool-ltdl-2.4.2-22.el7_3.x86_64",
          "el7-real-kolla/libseccomp-2.3.1-2.el7.x86_64",
          "el7-real-kolla/checkpolicy-2.5-4.el7.x86_64",
          "el7-real-kolla/libcgroup-0.41-11.el7.x86_64",
          "el7-real-kolla/python-setuptools-0.9.8-4.el7.noarch",
          "el7-real-kolla/python-backports-1.0-8.el7.x86_64",
          "el7-real-kolla/python-backports-ssl_match_hostname-3.4.0.2-4.el7.noarch");

  /** What may change besides the files of packages. */
  private static final List<String> EXPECTED =
      List.of(
          "[.]/usr/share/rpm(/.*)?",
          "[.]/usr/share/node-customize(/changes[.]jsonl)?",
          // What sealing adds: copies of what changed in /etc, accounts, the release.
          "[.]/usr/share/factory/etc(/.*)?",
          "[.]/usr/lib/sysusers[.]d(/50-node-customize[.]conf)?",
          "[.]/usr/share/imgbase/build/meta(/nvr)?",
          "[.]/etc/ld[.]so[.]cache",
          "[.]/var/cache/ldconfig(/aux-cache)?");

  @AfterEach
  void leaveNoPartOfAnOutput() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of(),
          files.filter(path -> path.toString().endsWith(".part")).toList(),
          "an unfinished output is left");
    }
  }

  @Test
  void elevenPackagesGoInAndNothingElseChanges() throws Exception {
    Path input = Requirement.sample("centos7.squashfs");
    String before = HostTools.sha256(input);
    Path output = directory.resolve("out.squashfs");
    List<Object> arguments = new ArrayList<>(List.of("add-rpm", "--format", "json"));
    ELEVEN.forEach(name -> arguments.add(Requirement.data("rpms/" + name + ".rpm")));
    arguments.addAll(List.of(input, "-o", output));
    ProgramRun.Ended ended = program().succeed(arguments.toArray());
    assertEquals(before, HostTools.sha256(input));

    List<String> added =
        ELEVEN.stream().map(name -> name.substring(name.indexOf('/') + 1)).sorted().toList();
    Map<String, Object> report = Json.object(ended.out());
    assertEquals(output.toString(), report.get("output"));
    assertEquals(Files.size(output), ((Number) Json.member(report, "outputSize")).longValue());
    assertEquals(true, report.get("changed"));
    Object change = Json.member(report, "change");
    assertEquals(
        added.stream().map(name -> name.replace("aspell-", "aspell-12:")).toList(),
        strings(Json.member(change, "installed")).stream().sorted().toList());
    assertEquals(List.of(), Json.member(change, "removed"));
    for (Object one : (List<?>) Json.member(change, "packages")) {
      assertEquals(KEY, Json.member(one, "signature"));
      assertEquals(false, Json.member(one, "dependency"));
    }
    for (String line : ended.err().lines().toList()) {
      assertTrue(Json.object(line).containsKey("event"), line);
    }

    assertEquals(format(input), format(output));
    assertEquals(names(input), names(output));
    Path old = HostTools.inner(input, directory.resolve("before"));
    Path inner = HostTools.inner(output, directory.resolve("after"));
    HostTools.run("e2fsck", "-fn", inner);
    assertEquals(Files.size(old), Files.size(inner));
    assertTrue(HostTools.debugfs(inner, "stat /usr/bin/time").contains("Mode:  0755"));
    assertEquals(
        1, HostTools.debugfs(inner, "cat /usr/share/node-customize/changes.jsonl").lines().count());
    assertTrue(HostTools.debugfs(inner, "stat /var/lib/rpm").contains("\"../../usr/share/rpm\""));
    assertTrue(HostTools.debugfs(inner, "cat /etc/group").contains("\ncgred:x:"));

    String packages = String.join(" ", added);
    TreeReader.Result read =
        new TreeReader(directory)
            .read(
                List.of("/bin/rpm -V --nomtime " + packages, "/bin/rpm -ql " + packages),
                old,
                inner);
    assertEquals("", read.out().get(0).strip(), "rpm -V");
    assertEquals(
        List.of(
            "./etc/group",
            "./etc/group-",
            "./etc/gshadow",
            "./etc/gshadow-",
            "./etc/passwd",
            "./etc/passwd-",
            "./etc/shadow",
            "./etc/shadow-",
            "./var/log/lastlog",
            "./var/log/tallylog"),
        unexpected(read, read.out().get(1)),
        "what groupadd and useradd change");
  }

  /** The paths that changed and are neither a package's nor above a file of one. */
  private static List<String> unexpected(TreeReader.Result read, String filesOfPackages) {
    List<String> files = filesOfPackages.lines().map(path -> "." + path).toList();
    return changed(read.trees().get(0), read.trees().get(1)).stream()
        .filter(path -> files.stream().noneMatch(file -> (file + "/").startsWith(path + "/")))
        .filter(path -> EXPECTED.stream().noneMatch(path::matches))
        .toList();
  }

  @Test
  void whatIsInstalledAlreadyLeavesTheImageAsItIs() throws Exception {
    Path input = directory.resolve("node.squashfs.img");
    Files.copy(Requirement.sample("centos7.squashfs"), input);
    Path placeholder =
        Requirement.sample(
            "rpms/el7/node/ovirt-node-ng-image-update-placeholder-4.3.10-1.el7.noarch.rpm");
    ProgramRun.Ended ended = program().succeed("add-rpm", placeholder, input);
    Path output = directory.resolve("node-custom.squashfs.img");
    assertEquals(
        List.of(
            "ovirt-node-ng-image-update-placeholder-4.3.10-1.el7.noarch is already installed",
            "nothing to do"),
        ended.out().lines().limit(2).toList());
    assertTrue(ended.out().lines().toList().get(2).startsWith("wrote " + output + " ("));
    assertEquals(-1, Files.mismatch(input, output));
  }

  @Test
  void inPlaceReplacesTheImageByALargerOneAndAnExistingOutputIsKept() throws Exception {
    Path image = directory.resolve("node.squashfs");
    Files.copy(Requirement.sample("centos7.squashfs"), image);
    Path caps = Requirement.sample("rpms/el7/demo/nc-caps-1.0-1.el7.noarch.rpm");
    Path existing = Files.writeString(directory.resolve("node-custom.squashfs"), "precious");
    assertEquals(
        List.of(
            existing + ": error: exists already",
            "hint: replace it with --force, or choose another name with -o FILE"),
        program().fail(2, "add-rpm", caps, image).complaint());
    assertEquals("precious", Files.readString(existing));

    // Without the settings that tests may have: a machine whose KVM hangs must find out by itself.
    ProgramRun.Ended ended =
        program()
            .without("LIBGUESTFS_BACKEND_SETTINGS")
            .without("LIBGUESTFS_BACKEND")
            .with("XDG_CACHE_HOME", directory.resolve("cache").toString())
            .succeed("add-rpm", "--allow-unsigned", "--in-place", "--grow", "+512M", caps, image);
    assertTrue(
        ended.out().startsWith("installed nc-caps-1.0-1.el7.noarch (unsigned)\nwrote " + image),
        ended.out());
    assertEquals("precious", Files.readString(existing));
    Path inner = HostTools.inner(image, directory.resolve("out"));
    HostTools.run("e2fsck", "-fn", inner);
    assertEquals((5L << 30) + (512L << 20), Files.size(inner));
    String superblock = HostTools.run("dumpe2fs", "-h", inner);
    assertTrue(superblock.contains("Block count:              1441792\n"), superblock);
    assertTrue(HostTools.debugfs(inner, "stat /usr/bin/nc-caps-setuid").contains("Mode:  04755"));
    String capability = HostTools.debugfs(inner, "ea_list /usr/bin/nc-caps-raw");
    assertTrue(
        capability.contains("security.capability (20) = 00 00 00 02 00 20 00 00"), capability);
    String one = HostTools.debugfs(inner, "stat /usr/share/nc-caps/one");
    assertEquals(one, HostTools.debugfs(inner, "stat /usr/share/nc-caps/two"));
    assertTrue(one.contains("Links: 2"), one);
  }

  @Test
  void dnfAddsPackagesToAnImageOfEl9() throws Exception {
    Path input = Requirement.sample("rocky9.squashfs");
    String before = HostTools.sha256(input);
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended =
        program()
            .succeed(
                "add-rpm",
                "--allow-unsigned",
                "--key",
                Requirement.data("rpms/rpm-tests/keys/rpm.org-rsa-2048-test.pub"),
                Requirement.data("rpms/pulp/bear-4.1-1.noarch.rpm"),
                Requirement.data("rpms/rpm-tests/hello-2.0-1.x86_64-signed.rpm"),
                input,
                "-o",
                output);
    assertEquals(
        List.of(
            "installed bear-4.1-1.noarch (unsigned)",
            "installed hello-2.0-1.x86_64 (RSA/SHA256, key 4344591e1964c5fc)"),
        ended.out().lines().limit(2).sorted().toList());
    assertEquals(before, HostTools.sha256(input));
    Path old = HostTools.inner(input, directory.resolve("before"));
    Path inner = HostTools.inner(output, directory.resolve("after"));
    HostTools.run("e2fsck", "-fn", inner);
    TreeReader.Result read =
        new TreeReader(directory).read(List.of("/bin/rpm -ql bear hello"), old, inner);
    String files = read.out().get(0);
    assertTrue(files.lines().toList().contains("/usr/bin/hello"), files);
    assertTrue(read.trees().get(1).containsKey("./usr/bin/hello"));
    assertEquals(List.of(), unexpected(read, files));
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(String::valueOf).toList();
  }

  /** Compressor, its options, block size and the like; not what depends on the content. */
  private static List<String> format(Path image) {
    return HostTools.run("unsquashfs", "-s", image)
        .lines()
        .filter(line -> !line.matches("(Found|Creation|Filesystem size|Number of) .*"))
        .toList();
  }

  /** Every path with mode, owner and size; without the time. */
  private static List<String> names(Path image) {
    return HostTools.run("unsquashfs", "-lls", image)
        .lines()
        .map(line -> line.replaceFirst(" [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} ", " "))
        .toList();
  }

  /** The paths that are not in both trees as they are, times of status and inode numbers included. */
  private static List<String> changed(
      Map<String, TreeReader.Entry> before, Map<String, TreeReader.Entry> after) {
    Map<String, TreeReader.Entry> all = new TreeMap<>(before);
    all.putAll(after);
    return all.keySet().stream()
        .filter(
            path ->
                !before.containsKey(path)
                    || !after.containsKey(path)
                    || !same(before.get(path), after.get(path)))
        .toList();
  }

  /** A directory's times change with what is put into it. */
  private static boolean same(TreeReader.Entry one, TreeReader.Entry other) {
    boolean directory = one.mode().startsWith("4");
    return directory
        ? one.mode().equals(other.mode())
            && one.uid() == other.uid()
            && one.gid() == other.gid()
            && one.attributes().equals(other.attributes())
        : one.equals(other);
  }
}
