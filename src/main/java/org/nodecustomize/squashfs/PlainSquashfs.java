package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;

/**
 * The layout of a squashfs 4.0 whose files lie in it as they are: a head, the files one after the
 * other, each at the start of a block, and the tables. Only head and tables are in memory; whoever
 * has the files puts them between. Nothing is compressed, nobody but root owns anything, and all is
 * of 1970, so that the same files give the same bytes. Immutable.
 *
 * <p>Source: {@code fs/squashfs/squashfs_fs.h} of Linux; {@code fs/squashfs/id.c} for the id table's
 * index, which ends where the image does.
 */
public final class PlainSquashfs {
  /** Bytes of a data block. */
  public static final int BLOCK = 1 << 17;

  /** The size of an image is a multiple of this, as disks have it. */
  private static final int PADDING = 4096;

  private final Map<String, Long> starts;
  private final long tablesStart;
  private final byte[] head;
  private final byte[] tables;

  private PlainSquashfs(PlainTree tree, long root) {
    this.starts = Map.copyOf(tree.starts());
    this.tablesStart = tree.end();
    byte[] inodes = tree.inodeTable();
    byte[] listings = tree.directoryTable();
    MetadataWriter ids = PlainTree.writer();
    ids.u32(0);
    byte[] idBlock = ids.finish();
    long directoryTable = tablesStart + inodes.length;
    long idStart = directoryTable + listings.length;
    this.tables =
        ByteBuffer.allocate(inodes.length + listings.length + idBlock.length + Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(inodes)
            .put(listings)
            .put(idBlock)
            .putLong(idStart)
            .array();
    Superblock superblock =
        new Superblock(
            tree.inodeCount(),
            0,
            BLOCK,
            0,
            Compressor.GZIP,
            Superblock.INODES_RAW
                | Superblock.DATA_RAW
                | Superblock.FRAGMENTS_RAW
                | Superblock.NO_FRAGMENTS
                | Superblock.NO_XATTRS
                | Superblock.IDS_RAW,
            1,
            root,
            tablesStart + tables.length,
            idStart + idBlock.length,
            Superblock.ABSENT,
            tablesStart,
            directoryTable,
            Superblock.ABSENT,
            Superblock.ABSENT);
    this.head = superblock.encode().array();
  }

  /**
   * Lays files out.
   *
   * @param directories below the root, by name; of each, its files' sizes in bytes by name; one char
   *     of a name is one byte
   */
  public static PlainSquashfs of(SortedMap<String, ? extends SortedMap<String, Long>> directories) {
    PlainTree tree = new PlainTree(BLOCK, BLOCK);
    long root = tree.write(directories);
    return new PlainSquashfs(tree, root);
  }

  /** Bytes of the image, with padding. */
  public long size() {
    return (tablesStart + tables.length + PADDING - 1) / PADDING * PADDING;
  }

  /** Where a file's bytes are, in bytes from the start. */
  public long start(String directory, String name) {
    Long start = starts.get(directory + "/" + name);
    if (start == null) {
      throw new IllegalArgumentException("no file '" + name + "' in '" + directory + "'");
    }
    return start;
  }

  /** What the image begins with. */
  public ByteBuffer head() {
    return ByteBuffer.wrap(head).asReadOnlyBuffer();
  }

  /** What lies at {@link #tablesStart}. */
  public ByteBuffer tables() {
    return ByteBuffer.wrap(tables).asReadOnlyBuffer();
  }

  /** Where the tables are, in bytes from the start. */
  public long tablesStart() {
    return tablesStart;
  }
}
