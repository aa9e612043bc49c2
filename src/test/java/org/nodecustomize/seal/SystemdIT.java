package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.MemoryTree;

/** What sealing writes for systemd, read by systemd's own programs. */
class SystemdIT {
  @TempDir private Path root;

  @Test
  void sysusersMakesTheAccountsOnAHostThatLacksThem() throws IOException {
    Requirement.programs("systemd-sysusers");
    Sealed sealed =
        Images.sealed(
            tree -> {
              append(
                  tree, "/etc/passwd", "app:x:990:990:The \"App\" 100%:/var/lib/app:/sbin/nologin");
              append(tree, "/etc/passwd", "web:x:991:48::/var/www:/bin/sh");
              append(tree, "/etc/group", "app:x:990:");
              append(tree, "/etc/group", "apache:x:48:app");
            });
    write("/etc/passwd", Sealing.text(Images.imgbased(), "/etc/passwd"));
    write("/etc/group", Sealing.text(Images.imgbased(), "/etc/group"));
    write(SystemUsers.FILE, sealed.text(SystemUsers.FILE));
    run("systemd-sysusers", "--root=" + root);
    assertEquals(accounts(sealed.text("/etc/passwd")), accounts(read("/etc/passwd")));
    assertEquals(accounts(sealed.text("/etc/group")), accounts(read("/etc/group")));
  }

  @Test
  void systemctlEnablesWhatThePresetSays() throws IOException {
    Requirement.programs("systemctl");
    String wants = "/etc/systemd/system/multi-user.target.wants/app.service";
    Sealed sealed =
        Images.sealed(tree -> tree.symbolicLink(wants, "/usr/lib/systemd/system/app.service"));
    write(
        "/usr/lib/systemd/system/app.service",
        "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n");
    write("/usr/lib/systemd/system-preset/98-vendor.preset", "disable *\n");
    run("systemctl", "--root=" + root, "preset", "app.service");
    assertTrue(Files.notExists(root.resolve(wants.substring(1))));
    write(Presets.FILE, sealed.text(Presets.FILE));
    run("systemctl", "--root=" + root, "preset", "app.service");
    assertTrue(Files.isSymbolicLink(root.resolve(wants.substring(1))));
  }

  private static void append(MemoryTree tree, String path, String line) {
    tree.file(path, Sealing.text(tree, path) + line + "\n");
  }

  private static List<String> accounts(String text) {
    return text.lines().sorted().toList();
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String read(String path) throws IOException {
    return Files.readString(root.resolve(path.substring(1)));
  }

  private static void run(String... command) {
    ProgramResult result =
        new HostProgram(new Cancellation()).run(List.of(command), Duration.ofMinutes(1));
    assertEquals(0, result.exitCode(), () -> String.join("\n", result.tail(10)));
  }
}
