package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.squashfs.FullRepack;
import org.nodecustomize.squashfs.Progress;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/**
 * The tree of a liveimg's container, unpacked as far as a plain user can: files, directories and
 * links with their modes. What only root can make is refused or told: a liveimg has none of it.
 */
final class ContainerTree {
  private static final PosixFilePermission[] PERMISSIONS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ,
  };

  private final Path root;
  private final Path inner;
  private final List<SquashfsEntry> directories;

  private ContainerTree(Path root, Path inner, List<SquashfsEntry> directories) {
    this.root = root;
    this.inner = inner;
    this.directories = directories;
  }

  /**
   * Unpacks.
   *
   * @param innerPath the file whose unpacking is told
   * @param root an empty directory
   * @throws ImageException if the container is damaged or has what only root can make
   */
  static ContainerTree unpack(
      Path image,
      String innerPath,
      Path root,
      FullRepack repack,
      Progress progress,
      Events events) {
    List<SquashfsEntry> entries;
    try (SquashfsImage opened = SquashfsImage.open(image)) {
      entries = opened.walk();
    }
    List<SquashfsEntry> directories = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (SquashfsEntry entry : entries) {
      String name = entry.path().isEmpty() ? "/" : entry.path();
      if (entry.uid() != 0 || entry.gid() != 0 || entry.xattrId().isPresent()) {
        changed.add(name);
      }
      switch (entry.type()) {
        case DIRECTORY -> {
          directories.add(entry);
          makeDirectory(place(root, entry.path()));
        }
        case SYMLINK -> makeLink(place(root, entry.path()), entry.linkTarget().orElse(""));
        case FILE ->
            repack.extract(
                image,
                entry.path(),
                place(root, entry.path()),
                entry.path().equals(innerPath) ? progress : Progress.none());
        default ->
            throw new ImageException(
                Problem.at(
                    image.toString(),
                    "unsupported image: '" + name + "' beside the inner image is a special file"));
      }
    }
    if (!changed.isEmpty()) {
      events.warning(
          image
              + ": outside of the inner image, all is owned by root and without extended attributes"
              + " afterwards: "
              + String.join(", ", changed.subList(0, Math.min(10, changed.size()))));
    }
    return new ContainerTree(root, place(root, innerPath), directories);
  }

  /** The directory to pack. */
  Path root() {
    return root;
  }

  /** The inner image, which may be changed. */
  Path inner() {
    return inner;
  }

  /** Gives directories the modes and times that they have in the image; the last thing to do. */
  void restoreTimes() {
    for (int i = directories.size() - 1; i >= 0; i--) {
      SquashfsEntry entry = directories.get(i);
      Path directory = entry.path().isEmpty() ? root : place(root, entry.path());
      try {
        // Without the right to read it, mksquashfs could not pack it.
        Files.setPosixFilePermissions(directory, permissions(entry.mode() | 0500));
        Files.setLastModifiedTime(directory, FileTime.from(entry.mtime(), TimeUnit.SECONDS));
      } catch (IOException e) {
        throw unwritable(directory, e);
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < PERMISSIONS.length; bit++) {
      if ((mode >> bit & 1) != 0) {
        set.add(PERMISSIONS[bit]);
      }
    }
    return set;
  }

  private static Path place(Path tree, String name) {
    Path place = tree.resolve(name.startsWith("/") ? name.substring(1) : name).normalize();
    if (!place.startsWith(tree)) {
      throw new ImageException(Problem.of("a file of the squashfs has a bad path: '" + name + "'"));
    }
    return place;
  }

  private static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  private static void makeLink(Path link, String target) {
    try {
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.createSymbolicLink(link, Path.of(target));
    } catch (InvalidPathException e) {
      throw new ImageException(
          Problem.of("a link of the squashfs has a bad target: '" + target + "'"), e);
    } catch (IOException e) {
      throw unwritable(link, e);
    }
  }

  private static HostException unwritable(Path path, IOException e) {
    return new HostException(
        Problem.at(path.toString(), "cannot be made: " + e.getMessage())
            .withHint(HostException.MORE_ROOM),
        e);
  }
}
