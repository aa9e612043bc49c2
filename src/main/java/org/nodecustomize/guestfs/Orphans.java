package org.nodecustomize.guestfs;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an appliance leaves when its run is killed, and how the next run cleans it: the work
 * directory keeps the process id and start time of qemu, and where its sockets are.
 */
public final class Orphans {
  private static final String RECORD = "appliance.pid";
  private static final String TEMPORARY_PREFIX = "appliance-";
  private static final int RECORD_LIMIT = 4096;

  /** libguestfs' own directory for sockets, below {@code /tmp} or {@code $XDG_RUNTIME_DIR}. */
  private static final Pattern SOCKET_DIRECTORY =
      Pattern.compile("path=(/[^,\0]*/libguestfs[A-Za-z0-9]{6})" + Pattern.quote("/guestfsd.sock"));

  private final Path workDirectory;

  Orphans(Path workDirectory) {
    this.workDirectory = workDirectory;
  }

  /**
   * Ends an appliance that an earlier run left behind in this work directory and removes its files.
   * The process is killed only if it is the recorded one: its start time and its command line must
   * match.
   *
   * @return the number of processes that were ended
   */
  public static int endLeftover(Path workDirectory) {
    return new Orphans(workDirectory.toAbsolutePath().normalize()).clean();
  }

  /** Makes the directory by which the processes of one handle are known. */
  Path temporary() throws IOException {
    return Files.createTempDirectory(workDirectory, TEMPORARY_PREFIX);
  }

  /** Writes down a process that serves {@code temporary}. */
  void record(long pid, Path temporary) {
    OptionalLong start = ApplianceProcesses.startTime(pid);
    if (start.isEmpty()) {
      return;
    }
    Matcher sockets = SOCKET_DIRECTORY.matcher(ApplianceProcesses.commandLine(pid));
    String text =
        "pid=%d\nstart=%d\ntemporary=%s\nsockets=%s\n"
            .formatted(
                pid,
                start.getAsLong(),
                temporary.getFileName(),
                sockets.find() ? sockets.group(1).replace("\\", "\\\\") : "");
    try {
      Path fresh = workDirectory.resolve(RECORD + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, workDirectory.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // The parent-death signal and libguestfs' recovery process still guard the appliance.
      return;
    }
  }

  /** Removes what an orderly end leaves. */
  void forget(Path temporary) {
    delete(temporary);
    delete(workDirectory.resolve(RECORD));
  }

  private int clean() {
    int count = 0;
    Optional<Properties> kept = read();
    if (kept.isPresent()) {
      count = end(kept.get()) ? 1 : 0;
      String sockets = kept.get().getProperty("sockets", "");
      if (SOCKET_DIRECTORY.matcher("path=" + sockets + "/guestfsd.sock").matches()) {
        deleteOwn(Path.of(sockets));
      }
    }
    delete(workDirectory.resolve(RECORD));
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(workDirectory, TEMPORARY_PREFIX + "*")) {
      left.forEach(Orphans::delete);
    } catch (IOException e) {
      return count; // no work directory, or none of ours: nothing to clean
    }
    return count;
  }

  private Optional<Properties> read() {
    Path file = workDirectory.resolve(RECORD);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > RECORD_LIMIT) {
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

  private static boolean end(Properties kept) {
    long pid;
    long start;
    try {
      pid = Long.parseLong(kept.getProperty("pid", ""));
      start = Long.parseLong(kept.getProperty("start", ""));
    } catch (NumberFormatException e) {
      return false;
    }
    String temporary = kept.getProperty("temporary", "");
    boolean recorded =
        temporary.startsWith(TEMPORARY_PREFIX)
            && ApplianceProcesses.startTime(pid).equals(OptionalLong.of(start))
            && ApplianceProcesses.names(pid, Path.of(temporary));
    if (!recorded) {
      return false;
    }
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (ApplianceProcesses.startTime(pid).isPresent() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return true;
  }

  private static void deleteOwn(Path directory) {
    try {
      String user = System.getProperty("user.name", "");
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName().equals(user)) {
        delete(directory);
      }
    } catch (IOException e) {
      return; // gone meanwhile
    }
  }

  /** Removes a tree; what cannot be removed stays. */
  static void delete(Path root) {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // What cannot be removed now is tried again by the next run.
      return;
    }
  }
}
