package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreeDifferenceTest {

  private static MemoryTree sample() {
    return new MemoryTree()
        .file("/etc/passwd", "root:x:0:0")
        .file("/etc/hosts", "127.0.0.1")
        .symbolicLink("/etc/link", "hosts")
        .device("/dev/null", NodeType.CHARACTER_DEVICE, 1, 3)
        .file("/usr/bin/sh", "#!")
        .hardLink("/usr/bin/bash", "/usr/bin/sh")
        .directory("/var/empty");
  }

  private static TreeDifference changed(Consumer<MemoryTree> change) {
    MemoryTree after = sample();
    change.accept(after);
    return TreeDifference.between(TreeDifference.Side.of(sample()), TreeDifference.Side.of(after));
  }

  private static List<String> lines(TreeDifference difference) {
    return difference.entries().stream()
        .map(entry -> entry.kind() + " " + entry.path() + " " + entry.aspects())
        .toList();
  }

  @Test
  void aTreeIsTheSameAsItsLike() {
    assertTrue(changed(tree -> {}).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void eachAspectIsFoundAndNoOther(Aspect aspect) {
    TreeDifference found =
        changed(
            tree -> {
              switch (aspect) {
                case TYPE -> {
                  tree.delete("/etc/hosts");
                  tree.symbolicLink("/etc/hosts", "passwd");
                }
                case CONTENT -> tree.file("/etc/hosts", "127.0.0.2");
                case MODE -> tree.mode("/etc/hosts", 0600);
                case OWNER -> tree.owner("/etc/hosts", 0, 7);
                case TARGET -> tree.symbolicLink("/etc/link", "passwd");
                case DEVICE -> {
                  tree.delete("/dev/null");
                  tree.device("/dev/null", NodeType.CHARACTER_DEVICE, 1, 5);
                }
                case ATTRIBUTES -> tree.attribute("/etc/hosts", "user.a", new byte[1]);
                case LABEL -> tree.label("/etc/hosts", "u:r:t:s0");
                case TIME -> tree.modified("/etc/hosts", Instant.EPOCH);
                case LINKS -> {
                  tree.delete("/usr/bin/bash");
                  tree.file("/usr/bin/bash", "#!");
                }
              }
            });
    String path =
        switch (aspect) {
          case TARGET -> "/etc/link";
          case DEVICE -> "/dev/null";
          case LINKS -> "/usr/bin/sh";
          default -> "/etc/hosts";
        };
    assertEquals(List.of("CHANGED " + path + " [" + aspect + "]"), lines(found));
  }

  @Test
  void whatIsOnlyOnOneSideIsAddedOrRemovedInTheOrderOfAWalk() {
    TreeDifference found =
        changed(
            tree -> {
              tree.delete("/var/empty");
              tree.file("/etc/a/b", "");
              tree.file("/etc/a-b", "");
              tree.file("/zzz", "");
            });
    assertEquals(
        List.of(
            "ADDED /etc/a []",
            "ADDED /etc/a/b []",
            "ADDED /etc/a-b []",
            "REMOVED /var/empty []",
            "ADDED /zzz []"),
        lines(found));
    assertEquals(TreeDifference.Kind.ADDED, found.get("/etc/a-b").orElseThrow().kind());
    assertEquals(Optional.empty(), found.get("/etc"));
    assertEquals(1, found.of(TreeDifference.Kind.REMOVED).size());
  }

  @Test
  void contentThatIsCertainlyTheSameIsNotRead() {
    List<String> asked = new ArrayList<>();
    MemoryTree after =
        sample().file("/etc/hosts", "127.0.0.2").file("/etc/passwd", "longer than it");
    TreeDifference found =
        TreeDifference.between(
            TreeDifference.Side.of(sample()),
            TreeDifference.Side.of(after),
            (path, was, is) -> asked.add(path));
    assertEquals(List.of("CHANGED /etc/passwd [CONTENT]"), lines(found));
    assertEquals(List.of("/etc/hosts", "/usr/bin/bash", "/usr/bin/sh"), asked);
  }

  @Test
  void aManifestKnowsItsPathsAndHardLinks() {
    Manifest manifest = Manifest.of(sample());
    assertEquals(
        List.of(
            "/",
            "/dev",
            "/dev/null",
            "/etc",
            "/etc/hosts",
            "/etc/link",
            "/etc/passwd",
            "/usr",
            "/usr/bin",
            "/usr/bin/bash",
            "/usr/bin/sh",
            "/var",
            "/var/empty"),
        manifest.paths());
    assertEquals(List.of(List.of("/usr/bin/bash", "/usr/bin/sh")), manifest.hardLinks());
    assertEquals(
        List.of("/etc", "/etc/hosts", "/etc/link", "/etc/passwd"), manifest.below("/etc").paths());
    assertEquals(List.of(), manifest.below("/et").paths());
    assertTrue(manifest.contains("/usr/bin"));
    assertFalse(manifest.contains("/bin"));
    assertEquals(0644, manifest.get("/etc/hosts").orElseThrow().permissions());
    assertThrows(UnsupportedOperationException.class, () -> manifest.paths().set(0, "x"));
    assertEquals(
        List.of("/usr/bin", "/usr/bin/bash", "/usr/bin/sh"),
        Manifest.of(sample(), "/usr/bin").paths());
  }

  @Test
  void contentHasADigest() {
    MemoryTree tree = sample().file("/abc", "abc").symbolicLink("/to-abc", "abc");
    String known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertEquals(Optional.of(known), FileContents.sha256(tree, "/abc"));
    assertEquals(Optional.of(known), FileContents.sha256(tree, "/to-abc"));
    assertEquals(Optional.empty(), FileContents.sha256(tree, "/etc"));
    assertEquals(Optional.empty(), FileContents.sha256(tree, "/nothing"));
  }
}
