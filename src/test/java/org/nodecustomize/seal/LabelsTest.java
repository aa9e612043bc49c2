package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.MemoryTree;

class LabelsTest {
  private static final String FILES = "/etc/selinux/targeted/contexts/files/file_contexts";

  private static MemoryTree labelled() {
    MemoryTree tree = Images.imgbased();
    tree.file("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
    tree.file(
        FILES,
        """
        /.*    system_u:object_r:default_t:s0
        /etc(/.*)?    system_u:object_r:etc_t:s0
        /usr(/.*)?    system_u:object_r:usr_t:s0
        /usr/bin(/.*)?    system_u:object_r:bin_t:s0
        /usr/bin/app    --    system_u:object_r:app_exec_t:s0
        /var/lib/kept(/.*)?    <<none>>
        """);
    tree.file("/etc/selinux/targeted/contexts/customizable_types", "public_content_t\n");
    tree.file("/usr/bin/sh", "sh");
    tree.walk(
        "/",
        (path, node) -> {
          tree.label(path, "system_u:object_r:old_t:s0");
          return true;
        });
    return tree;
  }

  private static Sealed sealed(Consumer<MemoryTree> change) {
    MemoryTree after = labelled();
    change.accept(after);
    return Images.seal(
        labelled(), after, SealOptions.of(Images.TIME, new ReleaseWish.Bumped("acme")));
  }

  private static String label(Sealed sealed, String path) {
    return Optional.ofNullable(
            sealed.tree().node(path).orElseThrow().attributes().get(NodeStates.LABEL))
        .map(Bytes::toArray)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).replace("\0", ""))
        .orElse("");
  }

  @Test
  void whatChangedHasTheLabelOfThePolicyAndTheRestKeepsItsOwn() {
    Sealed sealed =
        sealed(
            tree ->
                tree.file("/usr/bin/app", "x")
                    .symbolicLink("/usr/bin/link", "app")
                    .file("/etc/new.conf", "x")
                    .file("/var/lib/kept/file", "x"));
    assertEquals("system_u:object_r:app_exec_t:s0", label(sealed, "/usr/bin/app"));
    assertEquals("system_u:object_r:bin_t:s0", label(sealed, "/usr/bin/link"));
    assertEquals("system_u:object_r:etc_t:s0", label(sealed, "/etc/new.conf"));
    assertEquals("system_u:object_r:usr_t:s0", label(sealed, Images.FACTORY + "/new.conf"));
    assertEquals("system_u:object_r:usr_t:s0", label(sealed, Images.NVR));
    assertEquals("", label(sealed, "/var/lib/kept/file"));
    assertEquals("system_u:object_r:old_t:s0", label(sealed, "/usr/bin/sh"));
    assertEquals("system_u:object_r:old_t:s0", label(sealed, "/etc/app.conf"));
  }

  @Test
  void aLabelLeavesTheTimeThatAPackageGave() {
    Sealed sealed = sealed(tree -> tree.file("/usr/bin/app", "x"));
    assertEquals(MemoryTree.TIME, sealed.tree().node("/usr/bin/app").orElseThrow().modified());
    assertEquals(
        List.of("/usr", "/usr/bin/app"),
        sealed.report().finishes().stream().map(Finish::path).toList());
  }

  @Test
  void theRightTypeAndCustomizableTypesStay() {
    Sealed sealed =
        sealed(
            tree ->
                tree.file("/usr/bin/a", "x")
                    .label("/usr/bin/a", "unconfined_u:object_r:bin_t:s0")
                    .file("/usr/bin/b", "x")
                    .label("/usr/bin/b", "unconfined_u:object_r:public_content_t:s0")
                    .file("/usr/bin/c", "x")
                    .label("/usr/bin/c", "unconfined_u:object_r:tmp_t:s0"));
    assertEquals("unconfined_u:object_r:bin_t:s0", label(sealed, "/usr/bin/a"));
    assertEquals("unconfined_u:object_r:public_content_t:s0", label(sealed, "/usr/bin/b"));
    assertEquals("system_u:object_r:bin_t:s0", label(sealed, "/usr/bin/c"));
  }

  @Test
  void thePolicyThatThisRunChangedCounts() {
    Sealed sealed =
        sealed(
            tree ->
                tree.file(FILES + ".local", "/usr/bin/app -- system_u:object_r:mine_t:s0\n")
                    .file("/usr/bin/app", "x"));
    assertEquals("system_u:object_r:mine_t:s0", label(sealed, "/usr/bin/app"));
  }

  @Test
  void aPolicyThatDoesNotKnowUsrEtcIsTold() {
    Sealed unknown = sealed(tree -> tree.file("/usr/etc/x", "x"));
    assertEquals(1, unknown.report().notices().size());
    assertTrue(unknown.report().notices().get(0).endsWith("[NC702]"));
    Sealed known =
        sealed(tree -> tree.file("/usr/etc/x", "x").file(FILES + ".subs_dist", "/usr/etc /etc\n"));
    assertEquals("system_u:object_r:etc_t:s0", label(known, "/usr/etc/x"));
    assertEquals(List.of(), known.report().notices());
  }

  @Test
  void linesOfThePolicyThatAreNotUnderstoodAreTold() {
    Sealed sealed =
        sealed(
            tree -> tree.file(FILES + ".local", "/a(?=b) u:r:t_t:s0\n").file("/usr/bin/app", "x"));
    assertEquals(
        List.of(
            "the image's file_contexts has lines that are not understood (1), the first one is: /a(?=b)"
                + " u:r:t_t:s0: a group with '(?' at character 4"),
        sealed.report().notices());
    assertEquals("system_u:object_r:app_exec_t:s0", label(sealed, "/usr/bin/app"));
  }

  @Test
  void withoutAPolicyThereAreNoLabelsAndItIsSaid() {
    Sealed disabled =
        sealed(
            tree -> tree.file("/etc/selinux/config", "SELINUX=disabled\n").file("/etc/new", "x"));
    assertEquals("", label(disabled, "/etc/new"));
    assertEquals(
        List.of("SELinux is disabled in the image: what changed gets no label"),
        disabled.report().notices());
    Sealed gone = sealed(tree -> tree.delete("/etc/selinux/targeted"));
    assertEquals(
        List.of("the image has no " + FILES + ": what changed gets no label"),
        gone.report().notices());
    Sealed unlabelled = Images.sealed(tree -> tree.file("/etc/new", "x"));
    assertEquals(
        List.of("the base image has no SELinux labels: what changed gets none"),
        unlabelled.report().notices());
  }

  @Test
  void sealingALabelledImageAgainDoesNothing() {
    Sealed once = sealed(tree -> tree.file("/usr/bin/app", "x").file("/etc/new", "x"));
    Sealed twice =
        Images.seal(
            labelled(), once.tree(), SealOptions.of(Images.TIME, new ReleaseWish.Bumped("acme")));
    assertEquals(List.of(), twice.report().deeds());
    assertEquals(List.of(), twice.report().finishes());
    assertTrue(!twice.edited());
  }
}
