package org.nodecustomize.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/** Finds out what an image file is, by its content and never by its name. */
public final class ImageProbe {
  /** The magic number of btrfs is beyond 64 KiB. */
  private static final int HEAD = 72 << 10;

  private ImageProbe() {}

  /**
   * Looks at an image file.
   *
   * @throws UsageException if the file is missing, unreadable or not a file
   * @throws ImageException if it is no image, a damaged one, or of a kind that is not supported
   */
  public static Container probe(Path file) {
    unusable(file)
        .ifPresent(
            problem -> {
              throw new UsageException(problem);
            });
    byte[] head = head(file);
    if (head.length == 0) {
      throw new ImageException(Problem.at(file.toString(), "not an image: the file is empty"));
    }
    Optional<Signature> signature = Signature.of(head);
    if (signature.isPresent()) {
      return switch (signature.get()) {
        case SQUASHFS -> squashfs(file);
        case EXT, XFS -> bare(file, head);
        default -> throw unsupported(file, signature.get());
      };
    }
    throw new ImageException(
        Problem.at(file.toString(), "not an image: neither a squashfs nor a file system")
            .withHint("give a liveimg, for instance ovirt-node-ng.squashfs.img"));
  }

  /** Why a file cannot be an image before its content is looked at; empty where it can. */
  public static Optional<Problem> unusable(Path file) {
    String name = file.toString();
    if (!Files.exists(file)) {
      return Optional.of(Problem.at(name, "no such file"));
    }
    if (Files.isDirectory(file)) {
      return Optional.of(
          Problem.at(name, "expected an image file but was a directory")
              .withHint(
                  "make an image of a root tree: node-customize create " + name + " -o IMAGE"));
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of(Problem.at(name, "expected an image file but was a special file"));
    }
    return Files.isReadable(file)
        ? Optional.empty()
        : Optional.of(Problem.at(name, "permission denied"));
  }

  private static ImageException unsupported(Path file, Signature signature) {
    Problem problem = Problem.at(file.toString(), "unsupported image: " + signature.title());
    return new ImageException(signature.hint().map(problem::withHint).orElse(problem));
  }

  private static Container squashfs(Path file) {
    try (SquashfsImage image = SquashfsImage.open(file)) {
      SquashfsFacts facts = SquashfsFacts.of(image);
      if (image.find("LiveOS").isEmpty()) {
        if (image.find("usr").isPresent() || image.find("etc").isPresent()) {
          return new Container.Flat(file, facts);
        }
        throw new ImageException(
            Problem.at(file.toString(), "not a liveimg: the squashfs has neither LiveOS nor usr"));
      }
      List<SquashfsEntry> entries = image.walk();
      List<SquashfsEntry> images =
          entries.stream()
              .filter(entry -> entry.path().matches("/?LiveOS/[^/]+\\.img") && entry.isFile())
              .toList();
      if (images.size() != 1) {
        throw new ImageException(notOne(file, images));
      }
      return nested(file, image, facts, images.get(0), entries);
    }
  }

  private static Problem notOne(Path file, List<SquashfsEntry> images) {
    String expected = "expected exactly one LiveOS/*.img ";
    return images.isEmpty()
        ? Problem.at(file.toString(), expected + "but there is none")
        : Problem.at(
            file.toString(),
            expected
                + "but there are "
                + images.size()
                + ": "
                + String.join(", ", images.stream().map(SquashfsEntry::path).sorted().toList()));
  }

  private static Container nested(
      Path file,
      SquashfsImage image,
      SquashfsFacts facts,
      SquashfsEntry inner,
      List<SquashfsEntry> entries) {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD, inner.size()));
    int read = image.file(inner).read(0, head);
    byte[] bytes = Arrays.copyOf(head.array(), Math.max(0, read));
    String name = file + ": " + inner.path();
    String fileSystem = fileSystem(name, bytes);
    Optional<Ext4Superblock> superblock = superblock(name, bytes, inner.size());
    List<String> others = new ArrayList<>();
    for (SquashfsEntry entry : entries) {
      if (entry.isFile() && !entry.path().equals(inner.path())) {
        others.add(entry.path());
      }
    }
    return new Container.Nested(
        file, facts, relative(inner.path()), inner.size(), fileSystem, superblock, others);
  }

  private static String relative(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static Container bare(Path file, byte[] head) {
    try {
      long size = Files.size(file);
      String fileSystem = fileSystem(file.toString(), head);
      return new Container.Bare(file, fileSystem, size, superblock(file.toString(), head, size));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String fileSystem(String name, byte[] head) {
    Optional<Signature> signature = Signature.of(head);
    if (signature.equals(Optional.of(Signature.XFS))) {
      return "xfs";
    }
    if (signature.equals(Optional.of(Signature.EXT))) {
      return superblockBytes(head)
          .map(Ext4Superblock::type)
          .orElseThrow(
              () ->
                  new ImageException(
                      Problem.at(name, badSuperblock(head)).withHint(ImageException.GET_AGAIN)));
    }
    throw new ImageException(
        Problem.at(
            name,
            signature
                .map(found -> "expected an ext4 or xfs file system but was " + found.title())
                .orElse("not a file system: expected ext4 or xfs")));
  }

  private static String badSuperblock(byte[] head) {
    return head.length < Ext4Superblock.OFFSET + Ext4Superblock.LENGTH
        ? "truncated: the file system ends in its superblock"
        : "bad file system: the ext4 superblock is damaged";
  }

  private static Optional<Ext4Superblock> superblock(String name, byte[] head, long size) {
    Optional<Ext4Superblock> superblock = superblockBytes(head);
    superblock
        .filter(found -> found.size() > size)
        .ifPresent(
            found -> {
              throw new ImageException(
                  Problem.at(
                          name,
                          String.format(
                              Locale.ROOT,
                              "truncated: the file system needs %,d bytes but there are %,d",
                              found.size(),
                              size))
                      .withHint(ImageException.GET_AGAIN));
            });
    return superblock;
  }

  private static Optional<Ext4Superblock> superblockBytes(byte[] head) {
    int end = Ext4Superblock.OFFSET + Ext4Superblock.LENGTH;
    return head.length < end
        ? Optional.empty()
        : Ext4Superblock.read(Arrays.copyOfRange(head, Ext4Superblock.OFFSET, end));
  }

  private static byte[] head(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(HEAD);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Regular files may be read in pieces.
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UsageException unreadable(Path file, IOException e) {
    return new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
  }
}
