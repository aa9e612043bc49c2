package org.nodecustomize.ext4;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.PathResolver;

/**
 * The tree of an ext2, ext3 or ext4 file system, read without a kernel. It tells what {@code lstat},
 * {@code readlink} and {@code getxattr} of a kernel tell that has the file system mounted.
 *
 * <p>Where the file system has checksums, those of what is read are verified: superblock, group
 * descriptors, inodes, directory blocks, extent blocks, attribute blocks. What does not match, or
 * cannot be, is damage: {@link ImageException}, never a guess. Bitmaps are not looked at. What is
 * read is kept in bounds (32 MiB of metadata, and the names of the directories used last), so the
 * disk must not change meanwhile: open it anew. Thread-safe.
 */
public final class Ext4FileSystem implements FileTree {
  private final Volume volume;
  private final InodeTable inodes;
  private final Attributes attributes;
  private final LinkText linkText;
  private final Directories directories;
  private final PathResolver<Inode> resolver = new PathResolver<>(new Steps());

  private final class Steps implements PathResolver.Tree<Inode> {
    @Override
    public Inode root() {
      return directories.root();
    }

    @Override
    public NodeType type(Inode inode) {
      return inode.type();
    }

    @Override
    public Optional<Inode> child(Inode directory, String name) {
      return directories.child(directory, name);
    }

    @Override
    public String target(Inode link) {
      return linkText.of(link);
    }
  }

  private Ext4FileSystem(Volume volume, ByteBuffer identity) {
    this.volume = volume;
    this.inodes = new InodeTable(volume, identity);
    this.attributes = new Attributes(volume, inodes);
    this.linkText = new LinkText(volume, inodes, attributes);
    this.directories =
        new Directories(inodes, new DirectoryReader(volume, inodes, attributes), volume);
  }

  /**
   * Opens a file system.
   *
   * @param name of the file system, for messages
   * @param source its bytes from the superblock's partition on; the exceptions of its reader go
   *     through everywhere
   * @throws ImageException if it is not an ext file system, or a damaged one
   */
  public static Support open(String name, Ext4Source source) {
    Damage damage = new Damage(name);
    int end = Ext4Superblock.OFFSET + Ext4Superblock.LENGTH;
    byte[] superblock = new byte[Ext4Superblock.LENGTH];
    if (source.size() >= end) {
      source.read(Ext4Superblock.OFFSET, superblock, 0, superblock.length);
    }
    Ext4Superblock facts =
        Ext4Superblock.read(superblock).orElseThrow(() -> damage.of("there is no ext4 superblock"));
    Optional<String> obstacle =
        Features.obstacle(facts.incompatibleFeatures())
            .or(() -> Geometry.obstacle(superblock, facts));
    if (obstacle.isPresent()) {
      return new Support.NeedsAppliance(obstacle.get());
    }
    if (facts.size() > source.size()) {
      throw new ImageException(
          Problem.at(
              name,
              String.format(
                  Locale.ROOT,
                  "truncated: the file system needs %,d bytes but there are %,d",
                  facts.size(),
                  source.size())));
    }
    Geometry geometry = Geometry.read(damage, superblock, facts);
    if (geometry.inodes() > Integer.MAX_VALUE) {
      return new Support.NeedsAppliance("it has " + geometry.inodes() + " inodes");
    }
    Volume volume = new Volume(damage, source, geometry);
    ByteBuffer identity = ByteBuffer.wrap(Arrays.copyOfRange(superblock, 0x68, 0x78));
    return new Support.Readable(new Ext4FileSystem(volume, identity));
  }

  Volume volume() {
    return volume;
  }

  InodeTable inodes() {
    return inodes;
  }

  private Optional<Inode> inode(String path, boolean followLast) {
    return resolver.find(path, followLast).map(PathResolver.Place::node);
  }

  @Override
  public boolean exists(String path) {
    return inode(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return inode(path, false).map(Inode::type);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return inode(path, false).map(this::told);
  }

  @Override
  public Optional<String> link(String path) {
    return inode(path, false).filter(Inode::isLink).map(link -> linkText.of(link));
  }

  @Override
  public Optional<String> resolve(String path) {
    return resolver.find(path, true).map(PathResolver.Place::path);
  }

  @Override
  public List<String> list(String path) {
    return inode(path, true)
        .filter(Inode::isDirectory)
        .map(directory -> directories.of(directory).names())
        .orElse(List.of());
  }

  /**
   * {@inheritDoc}
   *
   * @throws ImageException also if the file is sparse and larger than the file system: it is a bug
   *     or a trap, and reading it would have no end
   */
  @Override
  public Optional<InputStream> open(String path) {
    return inode(path, true).filter(Inode::isRegular).map(file -> content(path, file));
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<Inode> file = inode(path, true).filter(Inode::isRegular);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    long size = file.get().size();
    if (size > limit) {
      throw new OperationException(
          Problem.at(path, "larger than " + limit + " bytes (" + size + " bytes)"));
    }
    try (InputStream in = content(path, file.get())) {
      return Optional.of(in.readNBytes((int) size));
    } catch (IOException e) {
      throw new UncheckedIOException("a disk has no such exception", e);
    }
  }

  private InputStream content(String path, Inode file) {
    long most = volume.geometry().blocks() * volume.geometry().blockSize();
    if (file.size() > most) {
      throw volume
          .damage()
          .of(
              String.format(
                  Locale.ROOT,
                  "\"%s\" has %,d bytes, more than the file system (%,d)",
                  path,
                  file.size(),
                  most));
    }
    if (file.has(Inode.INLINE_DATA)) {
      return new ByteArrayInputStream(InlineContent.of(file, attributes, volume.damage()));
    }
    return new MappedContent(BlockMap.of(file, volume, inodes), volume, file.size());
  }

  @Override
  public void walk(String top, Visitor visitor) {
    resolver
        .find(top, false)
        .ifPresent(
            place ->
                new TreeWalker(volume.damage(), directories, this::told, visitor)
                    .walk(place.path(), place.node()));
  }

  private FileNode told(Inode inode) {
    NodeType type = inode.type();
    boolean device = type == NodeType.BLOCK_DEVICE || type == NodeType.CHARACTER_DEVICE;
    return new FileNode(
        type,
        inode.mode() & 07777,
        inode.uid(),
        inode.gid(),
        inode.size(),
        inode.modified(),
        inode.number(),
        inode.links(),
        device ? inode.device() : 0,
        inode.isLink() ? Optional.of(linkText.of(inode)) : Optional.empty(),
        attributes.of(inode));
  }
}
