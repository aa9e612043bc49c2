package org.nodecustomize.guestfs;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The finding about KVM, kept in a file of the cache directory until this machine boots again or
 * another qemu is installed. Nothing here fails: what cannot be read is found out again, what cannot
 * be written is not remembered.
 */
final class KvmMemory {
  private static final int FILE_LIMIT = 4096;

  private final Path directory;
  private final String bootId;

  KvmMemory(Path directory) {
    this(directory, bootId());
  }

  KvmMemory(Path directory, String bootId) {
    this.directory = directory;
    this.bootId = bootId;
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  Optional<KvmCheck> recall(Path qemu) {
    try {
      if (Files.size(file()) > FILE_LIMIT) {
        return Optional.empty();
      }
      Properties kept = new Properties();
      try (Reader reader = new StringReader(Files.readString(file()))) {
        kept.load(reader);
      }
      if (!key(qemu).equals(kept.getProperty("qemu"))) {
        return Optional.empty();
      }
      KvmCheck.State state = KvmCheck.State.valueOf(kept.getProperty("state", ""));
      return Optional.of(new KvmCheck(state, kept.getProperty("detail", ""), true));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  void keep(Path qemu, KvmCheck check) {
    try {
      Files.createDirectories(directory);
      forgetOtherBoots();
      String text =
          "qemu=%s\nstate=%s\ndetail=%s\n".formatted(key(qemu), check.state(), check.detail());
      Path fresh = Files.createTempFile(directory, "kvm-", ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // The next run finds out again.
      return;
    }
  }

  private void forgetOtherBoots() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "kvm-*.properties")) {
      for (Path other : files) {
        Files.deleteIfExists(other);
      }
    }
  }

  private Path file() {
    return directory.resolve("kvm-" + bootId + ".properties");
  }

  private static String key(Path qemu) throws IOException {
    return qemu.toUri().getRawPath() + "@" + Files.getLastModifiedTime(qemu).toMillis();
  }
}
