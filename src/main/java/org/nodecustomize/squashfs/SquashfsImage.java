package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.UsageException;

/**
 * A squashfs 4.0 image, opened read-only. Opening reads some hundred bytes; everything else is read
 * when it is asked for, and checked before it is used.
 *
 * <p>Every method that reads throws {@link ImageException} where the image is bad, and {@link
 * HostException} where the operating system refuses to read. Thread-safe.
 */
public final class SquashfsImage implements AutoCloseable {
  private final Path path;
  private final ImageBytes bytes;
  private final Superblock superblock;
  private final byte[] storedOptions;
  private final CompressorOptions options;
  private final InodeTable inodes;
  private final DirectoryTable directories;
  private final LookupTable ids;
  private final LookupTable fragments;
  private final DataBlocks data;
  private final Optional<LookupTable> exports;
  private final Optional<XattrTable> xattrs;

  private SquashfsImage(Path path, ImageBytes bytes) {
    this.path = path;
    this.bytes = bytes;
    this.superblock = Superblock.read(bytes);
    this.storedOptions = StoredOptions.read(bytes, superblock);
    this.options =
        superblock.has(Superblock.HAS_OPTIONS)
            ? CompressorOptions.parse(superblock, storedOptions, bytes.refusal())
            : CompressorOptions.defaults(superblock.compressor(), superblock.blockSize());
    MetadataBlocks blocks = new MetadataBlocks(bytes, BlockCodec.forMetadata(options));
    long end = superblock.bytesUsed();
    this.inodes = new InodeTable(blocks, superblock);
    this.directories = new DirectoryTable(blocks, superblock);
    this.ids =
        new LookupTable(bytes, blocks, superblock.idTable(), 4, superblock.ids(), end, "id table");
    this.fragments =
        new LookupTable(
            bytes,
            blocks,
            superblock.fragmentTable(),
            DataBlocks.Fragment.RECORD_SIZE,
            superblock.fragments(),
            end,
            "fragment table");
    this.data = new DataBlocks(bytes, superblock, BlockCodec.forData(options), fragments);
    this.exports =
        superblock.exportTable() == Superblock.ABSENT
            ? Optional.empty()
            : Optional.of(
                new LookupTable(
                    bytes,
                    blocks,
                    superblock.exportTable(),
                    Long.BYTES,
                    superblock.inodes(),
                    end,
                    "export table"));
    this.xattrs =
        superblock.xattrTable() == Superblock.ABSENT
            ? Optional.empty()
            : Optional.of(new XattrTable(bytes, blocks, superblock));
  }

  /**
   * Opens an image.
   *
   * @throws ImageException if it is empty, something else, an older squashfs, cut off or bad
   * @throws UsageException if there is no such file, or it may not be read
   */
  public static SquashfsImage open(Path file) {
    ImageBytes bytes = ImageBytes.open(file);
    boolean opened = false;
    try {
      SquashfsImage image = new SquashfsImage(file, bytes);
      opened = true;
      return image;
    } finally {
      if (!opened) {
        bytes.close();
      }
    }
  }

  /** The file as it was named to {@link #open}. */
  public Path path() {
    return path;
  }

  public Superblock superblock() {
    return superblock;
  }

  /** How the compressor was told to work; the defaults where the image says nothing. */
  public CompressorOptions compressorOptions() {
    return options;
  }

  /** The compressor options as stored; empty where the image has none. */
  public byte[] storedCompressorOptions() {
    return storedOptions.clone();
  }

  /**
   * The options with which {@code mksquashfs} makes an image of the same kind: compressor, block
   * size, and what the superblock's flags say.
   */
  public List<String> mksquashfsArguments() {
    List<String> arguments = new ArrayList<>(options.mksquashfsArguments());
    arguments.addAll(List.of("-b", Integer.toString(superblock.blockSize())));
    Map<Integer, String> flags =
        Map.of(
            Superblock.INODES_RAW, "-noI",
            Superblock.DATA_RAW, "-noD",
            Superblock.FRAGMENTS_RAW, "-noF",
            Superblock.XATTRS_RAW, "-noX",
            Superblock.NO_FRAGMENTS, "-no-fragments",
            Superblock.ALWAYS_FRAGMENTS, "-always-use-fragments",
            Superblock.NO_XATTRS, "-no-xattrs");
    flags.keySet().stream()
        .sorted()
        .filter(superblock::has)
        .forEach(flag -> arguments.add(flags.get(flag)));
    if (!superblock.has(Superblock.EXPORTABLE)) {
      arguments.add("-no-exports");
    }
    return List.copyOf(arguments);
  }

  /** The whole tree, the root first and parents before their children. */
  public List<SquashfsEntry> walk() {
    return new TreeWalk(this).run();
  }

  /**
   * Looks a path up without reading the rest of the tree. Symbolic links are not followed.
   *
   * @param name from the root, with or without a leading slash
   */
  public Optional<SquashfsEntry> find(String name) {
    long reference = superblock.rootInode();
    Inode inode = inodes.read(reference);
    StringBuilder path = new StringBuilder();
    for (String part : name.split("/", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (!(inode.body() instanceof Inode.Directory directory)) {
        return Optional.empty();
      }
      byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
      String latin1 = new String(utf8, StandardCharsets.ISO_8859_1);
      Optional<DirectoryTable.Entry> entry =
          directories.list(directory, TreeWalk.MOST_NAMES).stream()
              .filter(candidate -> candidate.name().equals(latin1))
              .findFirst();
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      reference = entry.get().inode();
      inode = TreeWalk.child(this, entry.get());
      path.append(path.isEmpty() ? "" : "/").append(latin1);
    }
    return Optional.of(TreeWalk.entry(this, path.toString(), inode, reference));
  }

  /**
   * The content of a file.
   *
   * @throws IllegalArgumentException if the entry is no file
   */
  public SquashfsFile file(SquashfsEntry entry) {
    return SquashfsFile.load(this, regular(entry));
  }

  /** How many block words a file has. */
  long wordCount(SquashfsEntry entry) {
    return regular(entry).wordCount(superblock.blockSize());
  }

  private Inode.RegularFile regular(SquashfsEntry entry) {
    Inode inode = inodes.read(entry.inodeReference());
    if (!(inode.body() instanceof Inode.RegularFile file)) {
      throw new IllegalArgumentException(entry.path() + " is of type " + entry.type());
    }
    return file;
  }

  /** The extended attributes of an entry, by full name. */
  public Map<String, byte[]> xattrs(SquashfsEntry entry) {
    if (entry.xattrId().isEmpty()) {
      return Map.of();
    }
    XattrTable table =
        xattrs.orElseThrow(
            () -> refusal().bad("'" + entry.path() + "' has xattrs but there is no xattr table"));
    return table.read(entry.xattrId().getAsInt());
  }

  /** A user or group. */
  long id(int index) {
    ByteBuffer record = ids.record(index);
    return Integer.toUnsignedLong(record.getInt());
  }

  ImageBytes bytes() {
    return bytes;
  }

  Refusal refusal() {
    return bytes.refusal();
  }

  InodeTable inodes() {
    return inodes;
  }

  DirectoryTable directories() {
    return directories;
  }

  LookupTable fragments() {
    return fragments;
  }

  Optional<LookupTable> exportTable() {
    return exports;
  }

  Optional<XattrTable> xattrTable() {
    return xattrs;
  }

  DataBlocks data() {
    return data;
  }

  @Override
  public void close() {
    bytes.close();
  }
}
