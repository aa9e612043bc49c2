package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.seal.Seal;
import org.nodecustomize.seal.SealInput;
import org.nodecustomize.site.recipe.SiteReader;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.MemoryTree;

/** Sealing leaves alone what the recipe asks for. */
final class AskedPathsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String LABEL = "security.selinux";

  @TempDir private Path directory = Path.of("");

  private EditedTree sealed(MemoryTree image, LayoutProfile profile, String text)
      throws IOException {
    Path recipe =
        Files.writeString(directory.resolve("site.yaml"), "apiVersion: node-customize/v1\n" + text);
    SiteChange change =
        new SiteChange("apply", SiteReader.read(recipe, Map.of()), SiteOptions.NONE, NOW);
    EditedTree edited = new EditedTree(image, NOW);
    SiteEdits.make(change.plan(), edited, Events.none());
    ImageFacts facts =
        new ImageFacts(
            new OsRelease(Map.of()),
            Optional.empty(),
            profile,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    Seal.run(
        new SealInput(
            image, edited, profile, facts, change.sealOptions(facts, NOW, path -> false)));
    return edited;
  }

  private static MemoryTree imgbased() {
    MemoryTree image = new MemoryTree();
    for (String etc : List.of("/etc", "/usr/share/factory/etc")) {
      image.file(etc + "/passwd", "root:x:0:0:root:/root:/bin/bash\n");
      image.file(etc + "/group", "root:x:0:\n");
    }
    return image;
  }

  @Test
  void whatATreeBringsIsNeitherLitterNorAnotherHosts() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    for (String name : List.of("app.conf", "app.conf.orig")) {
      Files.writeString(tree.resolve(name), name);
    }
    EditedTree edited =
        sealed(
            imgbased().file("/etc/app/kept", ""),
            LayoutProfile.IMGBASED,
            """
            trees:
              - {path: /etc/app, source: tree}
              - {path: /etc/lvm/backup, source: tree}
            """);
    assertEquals(List.of("app.conf", "app.conf.orig", "kept"), edited.list("/etc/app"));
    assertEquals(List.of("app.conf", "app.conf.orig"), edited.list("/etc/lvm/backup"));
    assertTrue(edited.exists("/usr/share/factory/etc/app/app.conf.orig"));
  }

  @Test
  void aHostNameStaysWhereOstreeHasIt() throws IOException {
    MemoryTree commit = new MemoryTree();
    commit.file("/usr/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    EditedTree edited = sealed(commit, LayoutProfile.OSTREE, "hostname: node-template\n");
    assertEquals(
        "node-template\n",
        new String(edited.read("/usr/etc/hostname", 99).orElseThrow(), StandardCharsets.UTF_8));
  }

  @Test
  void aLabelThatIsAskedForStays() throws IOException {
    MemoryTree image = imgbased();
    image.file("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
    image.file(
        "/etc/selinux/targeted/contexts/files/file_contexts",
        "/.*\tsystem_u:object_r:default_t:s0\n/etc(/.*)?\tsystem_u:object_r:etc_t:s0\n");
    image.attribute(
        "/etc/passwd",
        LABEL,
        "system_u:object_r:passwd_file_t:s0".getBytes(StandardCharsets.UTF_8));
    EditedTree edited =
        sealed(
            image,
            LayoutProfile.IMGBASED,
            """
            files:
              - path: /etc/asked
                content: a
                xattrs: {security.selinux: "system_u:object_r:bin_t:s0"}
              - {path: /etc/plain, content: a}
            """);
    assertEquals("system_u:object_r:bin_t:s0", label(edited, "/etc/asked"));
    assertEquals("system_u:object_r:etc_t:s0", label(edited, "/etc/plain"));
    assertFalse(edited.exists("/etc/hostname"));
  }

  private static String label(EditedTree tree, String path) {
    Bytes value =
        tree.node(path).orElseThrow().attributes().getOrDefault(LABEL, Bytes.of(new byte[0]));
    return new String(value.toArray(), StandardCharsets.UTF_8);
  }
}
