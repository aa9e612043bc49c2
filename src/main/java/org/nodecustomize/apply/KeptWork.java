package org.nodecustomize.apply;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Events;
import org.nodecustomize.ext4.Ext4Source;

/**
 * What is left of a run that failed with {@code --keep-work}: a directory of mode 0700 with the file
 * system as it was then, and everything that the run told. It has no lock, so no run takes it for
 * its own; nobody but its user removes it.
 */
final class KeptWork {
  /** What its name begins with. */
  static final String PREFIX = "kept-";

  /** The file system, whole and with holes. */
  static final String DISK = "image.raw";

  /** Of a flat squashfs: an ext4 with what was changed, for an overlayfs. */
  static final String CHANGES = "changes.raw";

  /** The name of the image that was to be changed. */
  static final String BASE = "base";

  /** What the run told, one line each. */
  static final String LOG = "log";

  private static final int PIECE = 1 << 20;
  private static final int MOST_NAME = 4096;

  private KeptWork() {}

  /** Those in a user's own directory, sorted. */
  static List<Path> in(Path own) {
    if (!Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(own)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(PREFIX))
          .filter(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new HostException(Problem.at(own.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  /** Bytes that the files of a directory take on the disk. */
  static long bytes(Path kept) {
    try (Stream<Path> files = Files.list(kept)) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += 512L * ((Number) Files.getAttribute(file, "unix:blocks")).longValue();
      }
      return sum;
    } catch (IOException | IllegalArgumentException e) {
      // It is told without its size then.
      return 0;
    }
  }

  /** Writes a disk with holes where it has zeroes. */
  static void write(Ext4Source disk, Path file) throws IOException {
    byte[] piece = new byte[PIECE];
    byte[] zeroes = new byte[PIECE];
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(disk.size());
      for (long offset = 0; offset < disk.size(); offset += PIECE) {
        int length = (int) Math.min(PIECE, disk.size() - offset);
        disk.reader().read(offset, ByteBuffer.wrap(piece, 0, length));
        if (!Arrays.equals(piece, 0, length, zeroes, 0, length)) {
          out.seek(offset);
          out.write(piece, 0, length);
        }
      }
    }
  }

  /** Leaves what there is to look at after a failure, and says where. */
  static void keep(
      Path image, InnerImage inner, WorkDirectory work, CustomizeException failure, Events events) {
    Path kept = work.makeKept();
    List<String> log = new ArrayList<>(events instanceof RunLog told ? told.lines() : List.of());
    failure.problems().forEach(problem -> log.add("error: " + problem.headline()));
    try {
      inner.keep(kept);
      Files.writeString(kept.resolve(BASE), image.toAbsolutePath().normalize() + "\n");
      Files.write(kept.resolve(LOG), log);
    } catch (IOException e) {
      WorkDirectory.removeKept(kept);
      events.warning("the work of this run cannot be kept: " + e.getMessage());
      return;
    }
    events.notice(
        ("kept in %s: the file system as it was then (%s) and what the run told (%s);"
                + " look around: node-customize shell --work %s; remove it: rm -r %s")
            .formatted(kept, Files.exists(kept.resolve(DISK)) ? DISK : CHANGES, LOG, kept, kept));
  }

  /**
   * The image that was to be changed, of which a kept flat squashfs has only the changes.
   *
   * @throws UsageException if the directory is none that a run kept
   */
  static Path base(Path kept) {
    Path file = kept.resolve(BASE);
    try {
      if (Files.size(file) > MOST_NAME) {
        throw new UsageException(Problem.at(file.toString(), "not the name of an image"));
      }
      return Path.of(Files.readString(file).strip());
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          Problem.at(
                  kept.toString(), "not the work directory of a run that failed: no file \"base\"")
              .withHint("keep one: node-customize apply --keep-work ..."),
          e);
    }
  }
}
