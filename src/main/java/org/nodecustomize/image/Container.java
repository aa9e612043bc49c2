package org.nodecustomize.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.ext4.Ext4Superblock;

/** What an image file turned out to be. */
public sealed interface Container {

  /** The image file as the user named it. */
  Path file();

  /** What it is, in words for people. */
  String description();

  /**
   * A liveimg: a squashfs around one file system image.
   *
   * @param innerPath path of the file system image in the squashfs, without a leading slash
   * @param innerSize its size in bytes
   * @param fileSystem type of the inner file system, for instance {@code ext4}
   * @param superblock its superblock where it is ext2, ext3 or ext4
   * @param otherFiles paths of what else is in the squashfs, directories left out
   */
  record Nested(
      Path file,
      SquashfsFacts squashfs,
      String innerPath,
      long innerSize,
      String fileSystem,
      Optional<Ext4Superblock> superblock,
      List<String> otherFiles)
      implements Container {

    public Nested {
      otherFiles = List.copyOf(otherFiles);
    }

    @Override
    public String description() {
      return "liveimg (squashfs with " + innerPath + ", " + fileSystem + ")";
    }
  }

  /** A squashfs whose root is the operating system's root tree. */
  record Flat(Path file, SquashfsFacts squashfs) implements Container {
    @Override
    public String description() {
      return "flat squashfs (the root tree itself)";
    }
  }

  /** A file system image that is in nothing. */
  record Bare(Path file, String fileSystem, long size, Optional<Ext4Superblock> superblock)
      implements Container {
    @Override
    public String description() {
      return "bare " + fileSystem + " file system";
    }
  }
}
