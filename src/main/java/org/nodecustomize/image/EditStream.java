package org.nodecustomize.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.PathOrder;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;
import org.nodecustomize.tree.TreeNames;
import org.nodecustomize.tree.TreePaths;

/**
 * Carries the edits of a tree into a mounted image: placements one by one, all removals together,
 * and everything that is written as one tar stream.
 *
 * <p>The archive is made before the first change, in a file of this machine: contents may come from
 * the tree that is about to change, and a file that cannot be read is found while nothing has
 * happened.
 */
public final class EditStream {
  /** What ext4 takes for a file beside its content, generously. */
  private static final long ENTRY_BYTES = 512;

  /** Removed one by one up to here; a script costs half a second at once. */
  private static final int FEW = 32;

  private final MountedImage image;
  private final Path directory;

  /**
   * @param directory of this machine, for the archive
   */
  public EditStream(MountedImage image, Path directory) {
    this.image = image;
    this.directory = directory;
  }

  /**
   * Makes the edits.
   *
   * @throws OperationException if a content cannot be read, or the image is too full
   */
  public void apply(TreeEdits edits) {
    if (edits.isEmpty()) {
      return;
    }
    requireVisible(edits);
    requireRoom(edits);
    Path archive = directory.resolve("edits.tar");
    try {
      List<TreeEdits.Put> puts = new ArrayList<>(edits.puts());
      puts.sort(Comparator.comparing(TreeEdits.Put::path, PathOrder.PATHS));
      write(puts, archive);
      edits.placements().forEach(image::place);
      remove(edits.removals());
      for (TreeEdits.Put put : puts) {
        if (put instanceof TreeEdits.PutDirectory made) {
          made.lost().forEach(name -> image.removeAttribute(made.path(), name));
        }
      }
      if (!puts.isEmpty()) {
        try (InputStream tar = Files.newInputStream(archive)) {
          image.unpack(tar);
        }
      }
    } catch (IOException e) {
      throw new HostException(
          Problem.at(archive.toString(), "cannot be written: " + e.getMessage()), e);
    } finally {
      delete(archive);
    }
  }

  /** What is below the run's own drive would land on it, and be lost with it. */
  private void requireVisible(TreeEdits edits) {
    String scratch = image.scratch();
    Stream.of(
            edits.placements().stream().map(TreeEdits.Replacement::path),
            edits.removals().stream(),
            edits.puts().stream().map(TreeEdits.Put::path))
        .flatMap(paths -> paths)
        .filter(path -> TreePaths.isAtOrBelow(path, scratch))
        .findFirst()
        .ifPresent(
            path -> {
              throw new OperationException(
                  Problem.at(
                          path,
                          "nothing can be changed in \"%s\", where the run's own drive is mounted"
                              .formatted(scratch))
                      .withHint("choose another directory, for instance /opt"));
            });
  }

  private void requireRoom(TreeEdits edits) {
    long needed = 0;
    for (TreeEdits.Put put : edits.puts()) {
      if (put instanceof TreeEdits.PutFile file) {
        needed += ENTRY_BYTES + file.content().size();
      }
    }
    long free = image.freeBytes();
    if (needed > free) {
      throw new OperationException(
          Problem.at("image", "files need %,d bytes but %,d are free".formatted(needed, free))
              .withHint("give the file system more room: --grow +" + megabytes(needed - free)));
    }
  }

  private static String megabytes(long bytes) {
    return (bytes / (1 << 20) + 16) + "M";
  }

  /** libguestfs takes names as UTF-8 only. */
  private static boolean isUtf8(String path) {
    return Arrays.equals(TreeNames.encode(path), path.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(List<TreeEdits.Put> puts, Path archive) throws IOException {
    try (PaxArchive tar =
        new PaxArchive(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 18))) {
      for (TreeEdits.Put put : puts) {
        Placement placement = put.placement();
        Instant modified = put.modified();
        if (put instanceof TreeEdits.PutFile file) {
          try (InputStream content = open(file)) {
            tar.file(file.path(), placement, modified, file.content().size(), content);
          }
        } else if (put instanceof TreeEdits.PutLink link) {
          tar.link(link.path(), link.target(), placement, modified);
        } else {
          tar.directory(put.path(), placement, modified);
        }
      }
    }
  }

  private static InputStream open(TreeEdits.PutFile file) {
    try {
      return file.content().open();
    } catch (IOException e) {
      throw PaxArchive.unreadable(file.path(), e);
    }
  }

  private void remove(List<String> paths) {
    if (paths.size() <= FEW && paths.stream().allMatch(EditStream::isUtf8)) {
      paths.forEach(image::remove);
    } else {
      image.removeAll(paths);
    }
  }

  private static void delete(Path archive) {
    try {
      Files.deleteIfExists(archive);
    } catch (IOException e) {
      // It lies in the run's own directory, which is removed later.
      return;
    }
  }
}
