package org.nodecustomize.image.iso;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of an ISO 9660 file system (ECMA-119), each of which is one run of bytes in it. Names are
 * those of Rock Ridge (IEEE P1282) where the medium has them, else those of Joliet, else its own
 * without version. Nothing is believed: all places and sizes are held against the size of the file.
 */
public final class IsoMedium implements Closeable {
  static final int SECTOR = 2048;

  private static final int FIRST_DESCRIPTOR = 16;
  private static final int MOST_DESCRIPTORS = 64;
  private static final int ROOT_RECORD = 156;
  private static final int BLOCK_SIZE = 128;
  private static final int ESCAPES = 88;
  private static final int MAX_DIRECTORY = 16 << 20;
  private static final int MAX_ENTRIES = 100_000;

  /** Of all directories together, which may overlap; 100,000 files take some 20 MiB. */
  private static final long MAX_DIRECTORIES = 128L << 20;

  private final String name;
  private final FileChannel channel;
  private final long size;
  private final RecordNames names;
  private final DirectoryRecord root;

  private IsoMedium(
      String name, FileChannel channel, long size, RecordNames names, DirectoryRecord root) {
    this.name = name;
    this.channel = channel;
    this.size = size;
    this.names = names;
    this.root = root;
  }

  /**
   * A file of the medium.
   *
   * @param path from its root, for instance {@code Packages/a.rpm}
   * @param offset in the medium, in bytes
   * @param size in bytes
   */
  public record Entry(String path, long offset, long size) {}

  /**
   * Opens a medium.
   *
   * @throws BadMediumException if it is none, or damaged
   * @throws IOException if it cannot be read
   */
  public static IsoMedium open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      // Opening a FIFO would wait for its writer.
      throw new IOException("not a regular file");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    boolean handedOver = false;
    try {
      IsoMedium medium = describe(file.toString(), channel);
      handedOver = true;
      return medium;
    } finally {
      if (!handedOver) {
        channel.close();
      }
    }
  }

  private static IsoMedium describe(String name, FileChannel channel) throws IOException {
    long size = channel.size();
    Optional<DirectoryRecord> primary = Optional.empty();
    Optional<DirectoryRecord> joliet = Optional.empty();
    for (int i = 0; i < MOST_DESCRIPTORS; i++) {
      long place = (long) (FIRST_DESCRIPTOR + i) * SECTOR;
      if (place + SECTOR > size) {
        break;
      }
      ByteBuffer sector = read(channel, place, SECTOR);
      byte[] magic = new byte[5];
      sector.get(1, magic);
      if (!new String(magic, StandardCharsets.US_ASCII).equals("CD001")) {
        break;
      }
      int type = sector.get(0) & 0xff;
      if (type == 255) {
        break;
      }
      boolean unicode = type == 2 && isJoliet(sector);
      if ((type == 1 && primary.isEmpty()) || (unicode && joliet.isEmpty())) {
        if (sector.getShort(BLOCK_SIZE) != SECTOR) {
          throw new BadMediumException(
              "unsupported medium: expected blocks of 2048 bytes but was "
                  + (sector.getShort(BLOCK_SIZE) & 0xffff));
        }
        DirectoryRecord root =
            DirectoryRecord.at(sector, ROOT_RECORD)
                .orElseThrow(() -> new BadMediumException("bad medium: it has no root directory"));
        if (unicode) {
          joliet = Optional.of(root);
        } else {
          primary = Optional.of(root);
        }
      }
    }
    if (primary.isEmpty()) {
      throw new BadMediumException("not an installation medium: expected an ISO 9660 file system");
    }
    IsoMedium plain = new IsoMedium(name, channel, size, RecordNames.plain(), primary.get());
    Optional<RecordNames> rockRidge = plain.rockRidge();
    if (rockRidge.isPresent()) {
      return new IsoMedium(name, channel, size, rockRidge.get(), primary.get());
    }
    return joliet.isPresent()
        ? new IsoMedium(name, channel, size, RecordNames.joliet(), joliet.get())
        : plain;
  }

  /** One of the three escape sequences of UCS-2. */
  private static boolean isJoliet(ByteBuffer descriptor) {
    int third = descriptor.get(ESCAPES + 2);
    return descriptor.get(ESCAPES) == '%'
        && descriptor.get(ESCAPES + 1) == '/'
        && (third == '@' || third == 'C' || third == 'E');
  }

  /** The first record of the root says whether the others have names of Rock Ridge. */
  private Optional<RecordNames> rockRidge() throws IOException {
    List<DirectoryRecord> records = records(root);
    if (records.isEmpty()) {
      return Optional.empty();
    }
    return RecordNames.rockRidge(
        records.get(0), (block, length) -> bytes((long) block * SECTOR, length));
  }

  /**
   * The regular files below a directory, in the order of the medium. Links, files of several extents
   * and names that are none are left out.
   *
   * @param directory from the root; empty for the root itself
   * @param depth how many directories deep to look
   * @throws BadMediumException if the medium is damaged, has no such directory, or has more than
   *     100,000 files there
   */
  public List<Entry> files(String directory, int depth) throws IOException {
    DirectoryRecord start = root;
    StringBuilder path = new StringBuilder();
    for (String part : directory.split("/", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      start = subdirectory(start, part, directory);
      path.append(part).append('/');
    }
    List<Entry> entries = new ArrayList<>();
    collect(start, path.toString(), depth, entries, new Visited());
    return List.copyOf(entries);
  }

  private DirectoryRecord subdirectory(DirectoryRecord in, String part, String wanted)
      throws IOException {
    for (DirectoryRecord one : records(in)) {
      if (one.isDirectory() && names.of(one).filter(part::equals).isPresent()) {
        return one;
      }
    }
    throw new BadMediumException("no directory '" + wanted + "' in it");
  }

  /** Directories that were read. */
  private static final class Visited {
    private final Set<Long> blocks = new HashSet<>();
    private long bytes;

    void add(DirectoryRecord directory, String path) throws BadMediumException {
      if (!blocks.add(directory.block())) {
        throw new BadMediumException("bad medium: the directory '" + path + "' holds itself");
      }
      // A larger one is refused for itself.
      bytes += Math.min(directory.size(), MAX_DIRECTORY);
      if (bytes > MAX_DIRECTORIES) {
        throw new BadMediumException("bad medium: its directories have more than 128 MiB in all");
      }
    }
  }

  private void collect(
      DirectoryRecord directory, String path, int depth, List<Entry> entries, Visited visited)
      throws IOException {
    visited.add(directory, path);
    for (DirectoryRecord one : records(directory)) {
      Optional<String> called = names.of(one);
      if (called.isEmpty()) {
        continue;
      }
      String whole = path + called.get();
      if (one.isDirectory()) {
        if (depth > 1) {
          collect(one, whole + "/", depth - 1, entries, visited);
        }
      } else if (!one.isPartial()) {
        long offset = one.block() * SECTOR;
        if (offset + one.size() > size) {
          throw new BadMediumException(
              "truncated: expected at least %,d bytes but was %,d, for '%s'"
                  .formatted(offset + one.size(), size, whole));
        }
        entries.add(new Entry(whole, offset, one.size()));
        if (entries.size() > MAX_ENTRIES) {
          throw new BadMediumException("has more than 100,000 files");
        }
      }
    }
  }

  /** The records of a directory, itself and its parent first. */
  private List<DirectoryRecord> records(DirectoryRecord directory) throws IOException {
    if (directory.size() > MAX_DIRECTORY) {
      throw new BadMediumException(
          "bad medium: expected a directory of at most 16 MiB but was %,d bytes"
              .formatted(directory.size()));
    }
    ByteBuffer all = bytes(directory.block() * SECTOR, (int) directory.size());
    List<DirectoryRecord> records = new ArrayList<>();
    int at = 0;
    while (at < all.capacity()) {
      Optional<DirectoryRecord> one = DirectoryRecord.at(all, at);
      if (one.isPresent()) {
        records.add(one.get());
        at += one.get().length();
      } else {
        // Records do not go over the end of a sector; the rest of it is zero.
        at = (at / SECTOR + 1) * SECTOR;
      }
    }
    return records;
  }

  private ByteBuffer bytes(long offset, int length) throws IOException {
    if (offset + length > size) {
      throw new BadMediumException(
          "truncated: expected at least %,d bytes but was %,d".formatted(offset + length, size));
    }
    return read(channel, offset, length);
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("the file shrank while it was read");
      }
    }
    return buffer.flip();
  }

  /** What {@link Entry#offset} is counted in. */
  public FileChannel channel() {
    return channel;
  }

  /** The file, as it was named. */
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
