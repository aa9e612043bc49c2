package org.nodecustomize.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.Orphans;

/**
 * A run's private directory (mode 0700) for everything that it needs meanwhile; gone when the run
 * ends.
 *
 * <p>A run that was killed leaves its directory behind. Each run holds a lock on a file beside its
 * directory, so the next run can tell: a directory whose lock is free has no owner, and its
 * appliance, its unfinished output and itself are removed.
 */
final class WorkDirectory implements AutoCloseable {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String UNFINISHED = "unfinished-output";
  private static final String LOCK = ".lock";
  private static final int ATTEMPTS = 10;
  private static final String SHORT = "short-directory";
  private static final String SHORT_NAME = "node-customize-sockets-";

  /** Leaves room for a directory and a socket in it. */
  private static final int SHORT_PATH = 107 - 30;

  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;
  private Optional<Path> shortDirectory = Optional.empty();

  private WorkDirectory(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes a directory for this run and removes what dead runs left.
   *
   * @param base an existing directory with room, for instance /var/tmp
   * @throws HostException if no directory can be made there, or somebody else owns the place
   */
  static WorkDirectory open(Path base) {
    try {
      Path own = ownDirectory(base);
      removeDead(own);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<WorkDirectory> made = make(own, "run-" + HexFormat.of().formatHex(random()));
        if (made.isPresent()) {
          return made.get();
        }
      }
      throw new HostException(
          Problem.at(own.toString(), "no file in it can be locked")
              .withHint("name a directory on a local disk: TMPDIR=DIR node-customize ..."));
    } catch (IOException e) {
      throw new HostException(
          Problem.at(base.toString(), "cannot make a work directory: " + e.getMessage())
              .withHint(HostException.MORE_ROOM),
          e);
    }
  }

  /**
   * Empty where another run, which started in the same moment, took the new lock file for a dead
   * run's.
   */
  private static Optional<WorkDirectory> make(Path own, String name) throws IOException {
    Path lockFile = own.resolve(name + ownLock());
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean kept = false;
    try {
      if (channel.tryLock() == null || !Files.exists(lockFile)) {
        return Optional.empty();
      }
      Path path = Files.createDirectory(own.resolve(name), PRIVATE);
      kept = true;
      return Optional.of(new WorkDirectory(path, lockFile, channel));
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  /** Where large files of a run go: {@code $TMPDIR}, else /var/tmp, which is no RAM disk. */
  static Path defaultBase() {
    return Optional.ofNullable(System.getenv("TMPDIR"))
        .filter(value -> value.startsWith("/"))
        .map(Path::of)
        .orElse(Path.of("/var/tmp"));
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Makes a directory below this one. */
  Path makeDirectory(String name) {
    try {
      return Files.createDirectory(path.resolve(name), PRIVATE);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(path.toString(), "cannot make a directory: " + e.getMessage()), e);
    }
  }

  /**
   * A private directory whose path is short enough for sockets, which have 107 bytes: this one, or
   * where that is too deep, one of its own, which goes with this one.
   */
  Path socketDirectory() {
    if (path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length <= SHORT_PATH) {
      return path;
    }
    if (shortDirectory.isEmpty()) {
      shortDirectory = Optional.of(makeShortDirectory());
    }
    return shortDirectory.get();
  }

  private Path makeShortDirectory() {
    Path base =
        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
            .filter(value -> value.startsWith("/") && value.length() <= SHORT_PATH / 2)
            .map(Path::of)
            .filter(Files::isWritable)
            .orElse(Path.of("/tmp"));
    Path directory = base.resolve(SHORT_NAME + HexFormat.of().formatHex(random()));
    try {
      Files.writeString(path.resolve(SHORT), directory.toString());
      return Files.createDirectory(directory, PRIVATE);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(directory.toString(), "cannot make a directory for sockets: " + e.getMessage())
              .withHint("name a work directory with a shorter path: TMPDIR=DIR node-customize ..."),
          e);
    }
  }

  /** Remembers an output that is being written elsewhere, for the case that this run is killed. */
  void rememberUnfinished(Path output) {
    try {
      Files.writeString(path.resolve(UNFINISHED), output.toAbsolutePath().toString());
    } catch (IOException e) {
      throw new HostException(
          Problem.at(path.toString(), "cannot be written: " + e.getMessage()), e);
    }
  }

  /** Makes a directory beside this one, which stays; see {@link KeptWork}. */
  Path makeKept() {
    Path kept = path.resolveSibling(KeptWork.PREFIX + HexFormat.of().formatHex(random()));
    try {
      return Files.createDirectory(kept, PRIVATE);
    } catch (IOException e) {
      throw new HostException(Problem.at(kept.toString(), "cannot be made: " + e.getMessage()), e);
    }
  }

  /** Removes a directory that {@link #makeKept} made after all. */
  static void removeKept(Path kept) {
    try {
      removeTree(kept);
    } catch (IOException e) {
      // It stays, and doctor tells of it.
      return;
    }
  }

  /** What failed runs of this user left on request, sorted; see {@link KeptWork}. */
  static List<Path> kept(Path base) {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return KeptWork.in(base.resolve("node-customize-" + uid));
    } catch (IOException e) {
      throw new HostException(Problem.at(base.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      if (shortDirectory.isPresent()) {
        removeTree(shortDirectory.get());
      }
      removeTree(path);
      Files.deleteIfExists(lockFile);
      lock.close();
    } catch (IOException e) {
      // What could not be removed stays without a lock, and the next run removes it.
      closeQuietly();
    }
  }

  private void closeQuietly() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path ownDirectory(Path base) throws IOException {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Path own = base.resolve("node-customize-" + uid);
    if (!Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createDirectory(own, PRIVATE);
      } catch (FileAlreadyExistsException ignored) {
        // Another run made it meanwhile, or it is not a directory: the next lines tell.
      }
    }
    // The base is often writable for everybody: somebody else may have been there first.
    if (!Files.getAttribute(own, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid)) {
      throw new HostException(
          Problem.at(own.toString(), "belongs to somebody else")
              .withHint("name a directory of your own: TMPDIR=DIR node-customize ..."));
    }
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    return own;
  }

  /**
   * What the names of this process's lock files end with. Its number alone may be another one's
   * later, and always is in containers.
   */
  private static String ownLock() {
    ProcessHandle process = ProcessHandle.current();
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return "." + process.pid() + "-" + started + LOCK;
  }

  private static byte[] random() {
    byte[] bytes = new byte[6];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static void removeDead(Path own) throws IOException {
    List<Path> locks;
    try (Stream<Path> files = Files.list(own)) {
      String ours = ownLock();
      locks =
          files
              .filter(file -> file.toString().endsWith(LOCK))
              // Closing a file gives up all locks that this process has on it.
              .filter(file -> !file.toString().endsWith(ours))
              .toList();
    }
    for (Path lockFile : locks) {
      try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          String name = lockFile.getFileName().toString();
          removeRun(own.resolve(name.substring(0, name.indexOf('.'))));
          Files.deleteIfExists(lockFile);
        }
      } catch (IOException ignored) {
        // Its run has just ended, or something in it cannot be removed, which must not keep every
        // later run from working.
      }
    }
  }

  private static void removeRun(Path run) throws IOException {
    if (!Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (String appliance : ApplianceLaunch.DIRECTORIES) {
      Orphans.endLeftover(run.resolve(appliance));
    }
    Path unfinished = run.resolve(UNFINISHED);
    if (Files.isRegularFile(unfinished, LinkOption.NOFOLLOW_LINKS)) {
      removeUnfinished(Files.readString(unfinished));
    }
    Path other = run.resolve(SHORT);
    if (Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)) {
      removeShort(Files.readString(other));
    }
    removeTree(run);
  }

  private static void removeShort(String name) throws IOException {
    try {
      Path directory = Path.of(name);
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      if (String.valueOf(directory.getFileName()).startsWith(SHORT_NAME)
          && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid)) {
        removeTree(directory);
      }
    } catch (InvalidPathException e) {
      // Its run was killed while it wrote the name: then there is no such directory yet.
      return;
    }
  }

  private static void removeUnfinished(String name) throws IOException {
    try {
      Path output = Path.of(name);
      if (OutputFile.isTemporary(output)) {
        Files.deleteIfExists(output);
      }
    } catch (InvalidPathException e) {
      // Its run was killed while it wrote the name: then it had not begun to write the output.
      return;
    }
  }

  private static void removeTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
