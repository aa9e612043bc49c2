package org.nodecustomize.guestfs;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

/**
 * Where our own appliances are kept: a directory for each, called by its key, and a file {@code
 * KEY.refused} for one that did not serve.
 */
final class ApplianceStore {
  private static final String README = "README.fixed";
  private static final String BUILD_PREFIX = "build-";
  private static final String REFUSED = ".refused";
  private static final int TEXT_LIMIT = 4096;

  /** libguestfs takes a directory that has these and the readme for a fixed appliance. */
  private static final List<String> FILES = List.of("kernel", "initrd", "root");

  /** An appliance that was used so lately may be about to start in another run. */
  private static final Duration IN_USE = Duration.ofMinutes(15);

  /** What hindered a build, a full disk for instance, may pass. */
  private static final Duration BUILD_REFUSAL = Duration.ofDays(1);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Path root;

  ApplianceStore(Path cacheDirectory) {
    this.root = cacheDirectory.toAbsolutePath().normalize().resolve("appliance");
  }

  /** Why an appliance is not to be used. */
  enum Trouble {
    BUILD,
    LAUNCH
  }

  Path root() {
    return root;
  }

  Path directory(String key) {
    return root.resolve(key);
  }

  /** Whether the appliance is there with the sizes that it was built with. */
  boolean isReady(String key) {
    Path directory = directory(key);
    Optional<Properties> readme = read(directory.resolve(README));
    if (readme.isEmpty()) {
      return false;
    }
    try {
      for (String name : FILES) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            || !String.valueOf(Files.size(file)).equals(readme.get().getProperty(name))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Notes the use, so that no other run removes the appliance as an old one. */
  void used(String key) {
    try {
      Files.setLastModifiedTime(directory(key).resolve(README), FileTime.from(Instant.now()));
    } catch (IOException e) {
      return; // a store that cannot be written is not cleaned either
    }
  }

  /** Why the appliance is not to be used; empty where nothing is known against it. */
  Optional<String> refusal(String key) {
    Path file = root.resolve(key + REFUSED);
    Optional<Properties> kept = read(file);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    boolean passing = Trouble.BUILD.name().equals(kept.get().getProperty("trouble"));
    return passing && isOlder(file, BUILD_REFUSAL)
        ? Optional.empty()
        : Optional.of(kept.get().getProperty("reason", "no reason given"));
  }

  void refuse(String key, Trouble trouble, String reason) {
    String line = reason.lines().findFirst().orElse("no reason given").replace("\\", "\\\\");
    String text = "trouble=" + trouble + "\nreason=" + line + "\n";
    try {
      prepare();
      Path fresh = Files.createTempFile(root, BUILD_PREFIX, ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, root.resolve(key + REFUSED), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      return; // the next run finds out again
    }
  }

  /** Makes an empty directory for a build; only with the lock. */
  Path scratch() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      files
          .filter(file -> file.getFileName().toString().startsWith(BUILD_PREFIX))
          .forEach(Orphans::delete);
    }
    return Files.createTempDirectory(root, BUILD_PREFIX);
  }

  /** Has a built appliance take its place, at once and whole; only with the lock. */
  void publish(Path built, String key) throws IOException {
    StringBuilder readme = new StringBuilder();
    readme.append("# A fixed appliance of libguestfs, made by node-customize.\n");
    for (String name : FILES) {
      readme.append("%s=%d\n".formatted(name, Files.size(built.resolve(name))));
    }
    Files.writeString(built.resolve(README), readme);
    if (Files.exists(directory(key), LinkOption.NOFOLLOW_LINKS)) {
      Path old = Files.createTempDirectory(root, BUILD_PREFIX);
      Files.move(directory(key), old.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
      Orphans.delete(old);
    }
    Files.move(built, directory(key), StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(root.resolve(key + REFUSED));
    removeOthers(key);
  }

  private void removeOthers(String key) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      files
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{16}(\\.refused)?"))
          .filter(file -> !file.getFileName().toString().startsWith(key))
          .filter(file -> isOlder(Files.isDirectory(file) ? file.resolve(README) : file, IN_USE))
          .forEach(Orphans::delete);
    }
  }

  /** Removes all appliances, and what is known against them; only with the lock. */
  void removeAll() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      files.filter(file -> !file.getFileName().toString().equals("lock")).forEach(Orphans::delete);
    }
  }

  /** Work that only one process does at a time. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does work with the lock of the store.
   *
   * @param wait how long another process may take with it
   * @throws HostException if the lock is not to be had in time, or the store cannot be written
   */
  <T> T locked(Duration wait, Cancellation cancellation, Work<T> work) {
    try {
      prepare();
      long deadline = System.nanoTime() + wait.toNanos();
      try (FileChannel file =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        while (true) {
          cancellation.check();
          try (FileLock lock = tryLock(file)) {
            if (lock != null) {
              return work.run();
            }
          }
          if (System.nanoTime() > deadline) {
            throw new HostException(
                Problem.at(
                    root.toString(),
                    "another run has worked on the appliance for " + wait.toSeconds() + " s"));
          }
          Thread.sleep(POLL.toMillis());
        }
      }
    } catch (IOException e) {
      throw new HostException(Problem.at(root.toString(), "cannot be used: " + e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunInterruptedException();
    }
  }

  /** Another thread of this process counts like another process. */
  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void prepare() throws IOException {
    Files.createDirectories(root.getParent());
    if (!Files.isDirectory(root)) {
      try {
        Files.createDirectory(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException e) {
        return; // another run was faster
      }
    }
  }

  private static boolean isOlder(Path file, Duration age) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(age));
    } catch (IOException e) {
      return true;
    }
  }

  private static Optional<Properties> read(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > TEXT_LIMIT) {
        return Optional.empty();
      }
      Properties kept = new Properties();
      try (Reader reader = new StringReader(Files.readString(file))) {
        kept.load(reader);
      }
      return Optional.of(kept);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
