package org.nodecustomize.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.rpm.database.DatabaseBytes;
import org.nodecustomize.tree.FileTree;

/**
 * The bytes of a file of a tree, at random: read in chunks, of which the last ones are kept. The file
 * is opened for each chunk, so that nothing is left open. Thread-safe.
 */
final class TreeBytes implements DatabaseBytes {
  private static final int CHUNK = 256 << 10;
  private static final int MOST_CHUNKS = 16;

  private final FileTree tree;
  private final String path;
  private final long size;
  private final Map<Long, byte[]> chunks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > MOST_CHUNKS;
        }
      };

  private TreeBytes(FileTree tree, String path, long size) {
    this.tree = tree;
    this.path = path;
    this.size = size;
  }

  /** The regular file that {@code path} leads to; empty where there is none. */
  static Optional<TreeBytes> of(FileTree tree, String path) {
    return tree.resolve(path)
        .flatMap(
            real ->
                tree.node(real)
                    .filter(node -> node.isRegular())
                    .map(node -> new TreeBytes(tree, real, node.size())));
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    long position = offset;
    while (target.hasRemaining()) {
      byte[] chunk = chunk(position / CHUNK);
      int within = (int) (position % CHUNK);
      int count = Math.min(target.remaining(), chunk.length - within);
      if (count <= 0) {
        throw new EOFException(path + " ends after " + position + " bytes");
      }
      target.put(chunk, within, count);
      position += count;
    }
  }

  private synchronized byte[] chunk(long index) throws IOException {
    byte[] kept = chunks.get(index);
    if (kept != null) {
      return kept;
    }
    byte[] chunk;
    try (InputStream in =
        tree.open(path).orElseThrow(() -> new IOException(path + " is not there any more"))) {
      in.skipNBytes(index * CHUNK);
      chunk = in.readNBytes((int) Math.min(CHUNK, size - index * CHUNK));
    }
    chunks.put(index, chunk);
    return chunk;
  }
}
