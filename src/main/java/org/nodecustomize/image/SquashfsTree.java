package org.nodecustomize.image;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.squashfs.EntryType;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsFile;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;

/** The tree of a squashfs whose root is the operating system's, read without an appliance. */
final class SquashfsTree {
  /** What stands for bytes that are no UTF-8 where only text is kept. */
  private static final char REPLACED = '\ufffd';

  /** Bytes of all different sets of attributes; they are kept in memory. */
  private static final long MOST_ATTRIBUTES = 96L << 20;

  private SquashfsTree() {}

  /**
   * Reads all names; contents are read as long as the image is open. Empty where a name is not
   * UTF-8.
   *
   * @throws org.nodecustomize.diag.ImageException if the image is damaged
   */
  static Optional<FileTree> of(SquashfsImage image) {
    Map<String, FileNode> nodes = new LinkedHashMap<>();
    Map<String, SquashfsEntry> files = new HashMap<>();
    Map<Integer, Map<String, Bytes>> attributes = new HashMap<>();
    long attributeBytes = 0;
    for (SquashfsEntry entry : image.walk()) {
      if (entry.path().indexOf(REPLACED) >= 0
          || entry.linkTarget().filter(text -> text.indexOf(REPLACED) >= 0).isPresent()) {
        return Optional.empty();
      }
      String path = "/" + entry.path();
      if (entry.xattrId().isPresent() && !attributes.containsKey(entry.xattrId().getAsInt())) {
        Map<String, Bytes> read = attributes(image, entry);
        attributes.put(entry.xattrId().getAsInt(), read);
        attributeBytes += read.values().stream().mapToLong(Bytes::size).sum();
        requireRoom(image, attributeBytes);
      }
      Map<String, Bytes> own = attributes.getOrDefault(entry.xattrId().orElse(-1), Map.of());
      nodes.put(path, node(entry, own));
      if (entry.isFile()) {
        files.put(path, entry);
      }
    }
    return Optional.of(
        SnapshotTree.of(
            nodes, path -> new Content(image.file(Objects.requireNonNull(files.get(path))))));
  }

  private static void requireRoom(SquashfsImage image, long attributeBytes) {
    if (attributeBytes > MOST_ATTRIBUTES) {
      throw new ImageException(
          Problem.at(
              image.path().toString(),
              "unsupported image: extended attributes of more than %,d bytes in all"
                  .formatted(MOST_ATTRIBUTES)));
    }
  }

  private static Map<String, Bytes> attributes(SquashfsImage image, SquashfsEntry entry) {
    Map<String, Bytes> attributes = new HashMap<>();
    image.xattrs(entry).forEach((name, value) -> attributes.put(name, Bytes.of(value)));
    return attributes;
  }

  private static FileNode node(SquashfsEntry entry, Map<String, Bytes> attributes) {
    return new FileNode(
        type(entry.type()),
        entry.mode() & 07777,
        entry.uid(),
        entry.gid(),
        entry.size(),
        Instant.ofEpochSecond(entry.mtime()),
        entry.inodeNumber(),
        entry.nlink(),
        entry.device(),
        entry.linkTarget(),
        attributes);
  }

  private static NodeType type(EntryType type) {
    return switch (type) {
      case DIRECTORY -> NodeType.DIRECTORY;
      case FILE -> NodeType.REGULAR;
      case SYMLINK -> NodeType.LINK;
      case BLOCK_DEVICE -> NodeType.BLOCK_DEVICE;
      case CHARACTER_DEVICE -> NodeType.CHARACTER_DEVICE;
      case PIPE -> NodeType.FIFO;
      case SOCKET -> NodeType.SOCKET;
    };
  }

  /** A file's content, from its beginning. */
  private static final class Content extends InputStream {
    private final SquashfsFile file;
    private long offset;

    Content(SquashfsFile file) {
      this.file = file;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      Objects.checkFromIndexSize(from, length, target.length);
      if (length == 0) {
        return 0;
      }
      int count = file.read(offset, ByteBuffer.wrap(target, from, length));
      offset += Math.max(0, count);
      return count;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.max(0, Math.min(count, file.size() - offset));
      offset += skipped;
      return skipped;
    }
  }
}
