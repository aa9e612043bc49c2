package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.HostException;

class NativesTest {
  @Test
  void aMissingLibraryNamesThePackages() {
    HostException e =
        assertThrows(HostException.class, () -> Natives.load("libguestfs-missing.so.0"));
    assertEquals(ExitCode.HOST, e.exitCode());
    assertEquals(
        "libguestfs is not installed: cannot load 'libguestfs-missing.so.0'", e.getMessage());
    String hint = e.problems().get(0).hint().orElse("");
    assertTrue(hint.contains("apt install libguestfs0") && hint.contains("dnf install libguestfs"));
  }

  @Test
  void aPathThatCWouldMisunderstandIsRefused() {
    for (String path : List.of("", "etc/passwd", "/etc/pass\0wd")) {
      assertThrows(IllegalArgumentException.class, () -> ImageFiles.checked(path));
    }
    assertEquals("/", ImageFiles.checked("/"));
  }

  @Test
  void anEnvironmentVariableMustHaveANameInCapitals() {
    for (String name : List.of("", "1A", "A-B", "A=B", "A B", "directory")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new GuestCommand("", Map.of(name, "x"), Duration.ofSeconds(1), "/", l -> {}));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new GuestCommand("", Map.of(), Duration.ofMillis(999), "/", l -> {}));
  }

  @Test
  void aConfigurationOutOfRangeIsRefused() {
    Drive drive = new Drive.RawFile(Path.of("x"), true);
    Path path = Path.of("work");
    assertThrows(
        IllegalArgumentException.class,
        () -> new ApplianceConfig(List.of(), 512, 1, path, path, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ApplianceConfig(List.of(drive), 255, 1, path, path, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ApplianceConfig(List.of(drive), 512, 0, path, path, true));
  }
}
