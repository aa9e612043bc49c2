package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.tree.MemoryTree;

class FactsTest {

  private static Map<String, String> osRelease(String text) {
    return OsRelease.parse(text.getBytes(StandardCharsets.UTF_8)).fields();
  }

  @Test
  void osReleaseIsReadAsAShellWould() {
    assertEquals(
        Map.of(
            "NAME", "oVirt Node",
            "ID", "centos",
            "VERSION", "7 (Core) \"x\" $y `z` \\",
            "PRETTY_NAME", "a\\\"b",
            "EMPTY", "",
            "QUOTED_EMPTY", "",
            "EQUALS", "a=b"),
        osRelease(
            """
            # NAME=comment
              NAME="oVirt Node" \s
            ID=centos
            VERSION="7 (Core) \\"x\\" \\$y \\`z\\` \\\\"
            PRETTY_NAME='a\\"b'

            no assignment
            =nothing
            B AD=x
            9=x
            EMPTY=
            QUOTED_EMPTY=""
            EQUALS=a=b
            """));
  }

  @Test
  void theLastOfTwoAssignmentsCountsAndTheOrderStays() {
    assertEquals("{A=3, B=2}", osRelease("A=1\nB=2\nA=3\n").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "'", "\"x", "x\"", "\"x'"})
  void aQuoteWithoutItsTwinIsPartOfTheValue(String value) {
    assertEquals(Map.of("A", value), osRelease("A=" + value));
  }

  @Test
  void hostileBytesDoNoHarm() {
    byte[] noise = new byte[5000];
    new java.util.Random(1).nextBytes(noise);
    OsRelease parsed = OsRelease.parse(noise);
    assertTrue(parsed.fields().keySet().stream().allMatch(k -> k.matches("[A-Za-z_]\\w*")));
    assertEquals(Optional.empty(), new OsRelease(Map.of()).prettyName());
  }

  @Test
  void theSystemIsCalledByItsPrettyName() {
    assertEquals(
        Optional.of("P"), new OsRelease(Map.of("PRETTY_NAME", "P", "NAME", "N")).prettyName());
    assertEquals(Optional.of("N"), new OsRelease(Map.of("NAME", "N")).prettyName());
  }

  private static final String NVR = "/usr/share/imgbase/build/meta/nvr";

  @Test
  void theProfileIsToldByContent() {
    MemoryTree plain = new MemoryTree().file("/etc/passwd", "").directory("/usr/etc");
    assertEquals(LayoutProfile.PLAIN, LayoutProfile.detect(plain));
    MemoryTree imgbased =
        new MemoryTree()
            .file("/etc/passwd", "")
            .directory("/usr/etc")
            .file("/usr/share/factory/etc/passwd", "")
            .file(NVR, "n");
    assertEquals(LayoutProfile.IMGBASED, LayoutProfile.detect(imgbased));
    assertEquals(
        LayoutProfile.NGN, LayoutProfile.detect(imgbased.file("/usr/etc/ssh/sshd_config", "")));
    MemoryTree ostree = new MemoryTree().file("/usr/etc/passwd", "");
    assertEquals(LayoutProfile.OSTREE, LayoutProfile.detect(ostree));
    assertEquals(LayoutProfile.OSTREE, LayoutProfile.detect(ostree.directory("/etc")));
    assertEquals(LayoutProfile.PLAIN, LayoutProfile.detect(new MemoryTree()));
    assertEquals("imgbased", LayoutProfile.IMGBASED.id());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'/usr/bin/rpm /usr/bin/dnf /usr/bin/yum', DNF",
        "'/usr/bin/rpm /usr/bin/microdnf', MICRODNF",
        "'/usr/bin/rpm /usr/bin/yum', YUM",
        "'/bin/rpm /usr/bin/yum', YUM",
        "'/usr/bin/rpm', RPM",
        "'/usr/bin/dnf', -",
        "'/etc/passwd', -"
      })
  void theBestManagerIsTakenAndNoneWorksWithoutRpm(String files, PackageManagerKind kind) {
    MemoryTree tree = new MemoryTree();
    for (String file : files.split(" ", -1)) {
      tree.file(file, "");
    }
    assertEquals(Optional.ofNullable(kind), PackageManagerKind.detect(tree));
  }

  @Test
  void aLinkToAManagerThatIsNotThereIsNoManager() {
    MemoryTree tree =
        new MemoryTree().file("/usr/bin/rpm", "").symbolicLink("/usr/bin/yum", "dnf-3");
    assertEquals(Optional.of(PackageManagerKind.RPM), PackageManagerKind.detect(tree));
  }

  @Test
  void factsAreReadFromTheTree() {
    MemoryTree tree =
        new MemoryTree()
            .file("/usr/lib/os-release", "NAME=Node\n")
            .symbolicLink("/etc/os-release", "../usr/lib/os-release")
            .file(NVR, " ovirt-node-4.5 \n")
            .file("/boot/vmlinuz-5.14.0-1.el9.x86_64", "")
            .file("/boot/vmlinuz-0-rescue-abc", "")
            .file("/boot/initramfs-5.14.0-1.el9.x86_64.img", "")
            .symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
    ImageFacts facts = FactsReader.read(tree, Optional.of("x86_64"), List.of());
    assertEquals(Optional.of("Node"), facts.osRelease().prettyName());
    assertEquals(Optional.of("ovirt-node-4.5"), facts.nvr());
    assertEquals(List.of("5.14.0-1.el9.x86_64"), facts.kernels());
    assertEquals(Optional.of("../../usr/share/rpm"), facts.rpmDatabaseLink());
    assertEquals(Optional.empty(), facts.packageManager());
  }

  @Test
  void anEmptyTreeHasNoFacts() {
    ImageFacts facts =
        FactsReader.read(new MemoryTree().file(NVR, " \n"), Optional.empty(), List.of());
    assertEquals(
        new ImageFacts(
            new OsRelease(Map.of()),
            Optional.empty(),
            LayoutProfile.PLAIN,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of()),
        facts);
  }

  @Test
  void installedPackagesAreReadAndKeysLeftOut() {
    List<InstalledPackage> packages =
        InstalledPackage.parse(
            List.of(
                "bash\t0\t5.1\t2.el9\tx86_64\t1700000000\t7738634",
                "gpg-pubkey\t0\tabc\tdef\t(none)\t1\t0",
                "shadow-utils\t2\t4.9\t1\tx86_64\t1700000001\t(none)",
                "big\t9999999999\t1\t1\tnoarch\t1\t99999999999999999999"));
    assertEquals(
        List.of(
            new InstalledPackage(
                new Nevra("bash", 0, "5.1", "2.el9", "x86_64"), 1700000000L, 7738634L),
            new InstalledPackage(
                new Nevra("shadow-utils", 2, "4.9", "1", "x86_64"), 1700000001L, 0),
            new InstalledPackage(new Nevra("big", Integer.MAX_VALUE, "1", "1", "noarch"), 1, 0)),
        packages);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error: rpmdb open failed", "", "a\tb", "a\t1\t1\t1\t1\t1\t1\t1"})
  void anAnswerOfAnotherFormIsRefused(String line) {
    assertEquals(
        "rpm database: unexpected answer of the image's rpm: '" + line + "'\n",
        Problems.of(ImageException.class, () -> InstalledPackage.parse(List.of(line))));
  }

  @Test
  void theDatabaseAnswersPackagesAndKeysInOneQuestion() {
    FakeImage image = new FakeImage();
    image.answer(
        "rpm -qa", 0, "bash\t0\t5.1\t2\tx86_64\t1\t2\n-----keys-----\n-----BEGIN PGP\nx\n");
    RpmDatabase.Content content = new RpmDatabase(image).content();
    assertEquals(1, content.packages().size());
    assertEquals("-----BEGIN PGP\nx", content.keys());
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsRefused() {
    FakeImage image = new FakeImage();
    image.answer("rpm -qa", 1, "error: cannot open Packages\n").answer("rpm -qa", 0, "x\ny\n");
    RpmDatabase database = new RpmDatabase(image);
    assertEquals(
        "rpm database: the image's rpm cannot read it (exit code 1)\n  error: cannot open Packages\n",
        Problems.of(ImageException.class, database::content));
    assertEquals(
        "rpm database: the image's rpm did not answer in full\n  x\n  y\n",
        Problems.of(ImageException.class, database::content));
  }

  @Test
  void environmentsOfBerkeleyDbAreRemoved() {
    FakeImage image = new FakeImage();
    image
        .file("/var/lib/rpm/Packages", "")
        .file("/var/lib/rpm/__db.001", "")
        .file("/var/lib/rpm/__db.003", "")
        .symbolicLink("/usr/share/rpm", "../../var/lib/rpm");
    new RpmDatabase(image).removeEnvironment();
    assertEquals(List.of("Packages"), image.list("/var/lib/rpm"));
  }

  @Test
  void architecturesAreAcceptedAsRpmDoes() {
    assertTrue(Architectures.accepts("x86_64", "noarch"));
    assertTrue(Architectures.accepts("x86_64", "i686"));
    assertTrue(Architectures.accepts("x86_64", "x86_64_v2"));
    assertFalse(Architectures.accepts("x86_64", "x86_64_v5"));
    assertFalse(Architectures.accepts("x86_64", "aarch64"));
    assertFalse(Architectures.accepts("i686", "x86_64"));
    assertFalse(Architectures.accepts("aarch64", "armv7hl"));
    assertTrue(Architectures.accepts("armv7hl", "armv6hl"));
    assertTrue(Architectures.accepts("s390x", "s390"));
    assertTrue(Architectures.accepts("ppc64", "ppc"));
    assertFalse(Architectures.accepts("ppc64le", "ppc64"));
    assertEquals(Optional.of("i686"), Architectures.rpmName("i386"));
    assertEquals(Optional.empty(), Architectures.rpmName("unknown"));
  }
}
