package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelModulesTest {
  @TempDir Path directory = Path.of("");

  @Test
  void whatAWantedModuleNeedsIsChosenTooAndNothingElse() {
    assertEquals(
        Set.of(
            "kernel/fs/ext4.ko.xz",
            "kernel/fs/jbd2.ko.xz",
            "kernel/lib/deep.ko",
            "kernel/virtio-rng.ko"),
        KernelModules.chosen(
            List.of(
                "kernel/fs/ext4.ko.xz: kernel/fs/jbd2.ko.xz",
                "kernel/fs/jbd2.ko.xz: kernel/lib/deep.ko",
                "kernel/lib/deep.ko: kernel/fs/ext4.ko.xz",
                "kernel/virtio-rng.ko:",
                "kernel/gpu/virtio-gpu.ko: kernel/lib/drm.ko",
                "kernel/lib/drm.ko:")));
  }

  @Test
  void theIndexOfTheCopyNamesWhatIsThere() throws IOException {
    Path from = Files.createDirectories(directory.resolve("from"));
    for (String file :
        List.of("kernel/a/sd_mod.ko", "kernel/a/scsi_mod.ko", "kernel/a/floppy.ko")) {
      Files.createDirectories(from.resolve(file).getParent());
      Files.writeString(from.resolve(file), file);
    }
    Files.writeString(
        from.resolve("modules.dep"),
        """
        kernel/a/sd_mod.ko: kernel/a/scsi_mod.ko
        kernel/a/scsi_mod.ko:
        kernel/a/floppy.ko:
        """);
    Files.writeString(from.resolve("modules.builtin"), "kernel/b/loop.ko\n");
    Files.writeString(from.resolve("modules.alias"), "for people\n");
    Path to = Files.createDirectories(directory.resolve("to"));
    KernelModules.copy(from, to);
    try (Stream<Path> files = Files.walk(to)) {
      assertEquals(
          Set.of("kernel/a/sd_mod.ko", "kernel/a/scsi_mod.ko", "modules.dep", "modules.builtin"),
          files
              .filter(Files::isRegularFile)
              .map(file -> to.relativize(file).toString())
              .collect(Collectors.toSet()));
    }
    assertEquals(
        List.of("kernel/a/sd_mod.ko: kernel/a/scsi_mod.ko", "kernel/a/scsi_mod.ko:"),
        Files.readAllLines(to.resolve("modules.dep")));
  }

  @Test
  void anIndexThatLeadsOutOfTheDirectoryIsRefused() throws IOException {
    Path from = Files.createDirectories(directory.resolve("from"));
    Files.writeString(directory.resolve("loop.ko"), "");
    Files.writeString(from.resolve("modules.dep"), "../loop.ko:\n");
    Path to = Files.createDirectories(directory.resolve("below").resolve("to"));
    assertThrows(IOException.class, () -> KernelModules.copy(from, to));
    assertFalse(Files.exists(to.resolveSibling("loop.ko")));
  }

  @Test
  void theNewestKernelThatIsWholeIsTaken() throws IOException {
    Path boot = Files.createDirectories(directory.resolve("boot"));
    Path modules = Files.createDirectories(directory.resolve("modules"));
    for (String version : List.of("6.1.0-9-amd64", "6.1.0-56-amd64", "6.9.0-no-index")) {
      Files.createDirectories(modules.resolve(version));
      Files.writeString(boot.resolve("vmlinuz-" + version), version);
    }
    Files.writeString(modules.resolve("6.1.0-9-amd64/modules.dep"), "");
    Files.writeString(modules.resolve("6.1.0-56-amd64/modules.dep"), "");
    Files.createDirectories(modules.resolve("6.12.0-fedora"));
    Files.writeString(modules.resolve("6.12.0-fedora/modules.dep"), "");
    assertEquals(
        boot.resolve("vmlinuz-6.1.0-56-amd64"),
        HostKernel.newest(boot, modules).orElseThrow().file());
    Files.writeString(modules.resolve("6.12.0-fedora/vmlinuz"), "");
    assertEquals(
        modules.resolve("6.12.0-fedora/vmlinuz"),
        HostKernel.newest(boot, modules).orElseThrow().file());
  }
}
