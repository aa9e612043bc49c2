package org.nodecustomize.disk;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.squashfs.PlainSquashfs;

/**
 * A disk with a squashfs that exists nowhere: its files are read from where they are when they are
 * asked for.
 */
public final class PlainSquashfsSource implements BlockSource {
  private final long size;

  /** Head, files and tables by where they begin. */
  private final TreeMap<Long, BlockSource> parts = new TreeMap<>();

  private PlainSquashfsSource(long size) {
    this.size = size;
  }

  /**
   * Lays files out; reads none.
   *
   * @param directories below the root, by name; of each, its files by name. They keep their sizes,
   *     and are not closed by this
   */
  public static PlainSquashfsSource of(
      SortedMap<String, ? extends SortedMap<String, ? extends BlockSource>> directories) {
    SortedMap<String, SortedMap<String, Long>> sizes = new TreeMap<>();
    directories.forEach(
        (directory, files) -> {
          SortedMap<String, Long> own = new TreeMap<>();
          files.forEach((name, file) -> own.put(name, file.size()));
          sizes.put(directory, own);
        });
    PlainSquashfs layout = PlainSquashfs.of(sizes);
    PlainSquashfsSource source = new PlainSquashfsSource(layout.size());
    source.parts.put(0L, new InMemory(layout.head()));
    directories.forEach(
        (directory, files) ->
            files.forEach(
                (name, file) -> {
                  if (file.size() > 0) {
                    source.parts.put(layout.start(directory, name), file);
                  }
                }));
    source.parts.put(layout.tablesStart(), new InMemory(layout.tables()));
    return source;
  }

  private record InMemory(ByteBuffer bytes) implements BlockSource {
    @Override
    public long size() {
      return bytes.limit();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      target.put(bytes.slice((int) offset, target.remaining()));
    }

    @Override
    public void close() {
      // Memory alone.
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    BlockSource.checkRange(offset, target.remaining(), size);
    long position = offset;
    while (target.hasRemaining()) {
      Map.Entry<Long, BlockSource> part = parts.floorEntry(position);
      long inPart = position - part.getKey();
      long left = part.getValue().size() - inPart;
      int count;
      if (left > 0) {
        count = (int) Math.min(left, target.remaining());
        part.getValue().read(inPart, target.slice(target.position(), count));
      } else {
        Long next = parts.higherKey(position);
        count = (int) Math.min((next == null ? size : next) - position, target.remaining());
        zero(target.slice(target.position(), count));
      }
      target.position(target.position() + count);
      position += count;
    }
  }

  private static void zero(ByteBuffer part) {
    while (part.hasRemaining()) {
      part.put((byte) 0);
    }
  }

  @Override
  public void close() {
    // The files are somebody else's.
  }
}
