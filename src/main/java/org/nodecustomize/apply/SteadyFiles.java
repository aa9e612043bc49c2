package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nodecustomize.diag.HostException;

/**
 * Opens {@link SteadyFile}s, of which there can be thousands: the files last used stay open, and the
 * blocks last read in memory. Thread-safe.
 */
final class SteadyFiles implements AutoCloseable {
  private static final int MOST_OPEN = 64;

  /** 4 MiB. */
  private static final int MOST_BLOCKS = 32;

  private final Map<Path, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Place, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);

  private record Place(SteadyFile file, int block) {}

  /**
   * A block of a file; not to be changed.
   *
   * @throws HostException if the file is not what it was, or cannot be read
   */
  synchronized byte[] block(SteadyFile file, int block) {
    Place place = new Place(file, block);
    byte[] known = blocks.get(place);
    if (known != null) {
      return known;
    }
    Path path = file.place().file();
    try {
      byte[] read = file.load(block, channel(path));
      blocks.put(place, read);
      if (blocks.size() > MOST_BLOCKS) {
        Iterator<byte[]> oldest = blocks.values().iterator();
        oldest.next();
        oldest.remove();
      }
      return read;
    } catch (IOException e) {
      FileChannel failed = open.remove(path);
      if (failed != null) {
        closeQuietly(failed);
      }
      throw file.unreadable(e);
    }
  }

  private FileChannel channel(Path path) throws IOException {
    FileChannel known = open.get(path);
    if (known != null) {
      return known;
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      // Opening a FIFO would wait for its writer.
      throw new IOException(Files.exists(path) ? "not a regular file any more" : "no such file");
    }
    FileChannel channel = opened(path);
    open.put(path, channel);
    if (open.size() > MOST_OPEN) {
      Iterator<FileChannel> oldest = open.values().iterator();
      closeQuietly(oldest.next());
      oldest.remove();
    }
    return channel;
  }

  private static FileChannel opened(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (AccessDeniedException e) {
      // Its message is the path alone.
      throw new IOException("permission denied", e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read.
      return;
    }
  }

  @Override
  public synchronized void close() {
    open.values().forEach(SteadyFiles::closeQuietly);
    open.clear();
    blocks.clear();
  }
}
