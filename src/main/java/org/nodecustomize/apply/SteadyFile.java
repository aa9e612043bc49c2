package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.BlockSource;
import org.nodecustomize.rpm.PackageContent;
import org.nodecustomize.tree.Sha256;

/**
 * A file of the user's, or a part of one, that is the same for a whole run without being copied. Of
 * each block the digest is kept when it is first read; when it is read again and is another, that is
 * an error. So what is verified, what is recorded and what the appliance gets are the same bytes,
 * whoever writes to the file meanwhile. Thread-safe.
 */
final class SteadyFile implements BlockSource, PackageContent {
  /** Bytes that are read and compared together. */
  static final int BLOCK = 1 << 17;

  /** Bounds the digests in memory to 16 MiB; packages are far smaller. */
  private static final long LARGEST = 64L << 30;

  private static final int DIGEST = 32;

  private final String name;
  private final PackagePlace place;
  private final SteadyFiles files;
  private final BitSet seen = new BitSet();
  private byte[] digests = new byte[0];
  private Optional<String> sha256 = Optional.empty();

  /**
   * @param name for messages
   * @param files which opens it
   */
  SteadyFile(String name, PackagePlace place, SteadyFiles files) {
    if (place.size() > LARGEST) {
      throw new HostException(
          Problem.at(
              name,
              "expected at most %,d bytes but the package has %,d"
                  .formatted(LARGEST, place.size())));
    }
    this.name = name;
    this.place = place;
    this.files = files;
  }

  /** Where it is now; who reads it there sees what others write. */
  PackagePlace place() {
    return place;
  }

  @Override
  public long size() {
    return place.size();
  }

  /**
   * Fills the buffer from a position.
   *
   * @throws HostException if the file is not what it was, or cannot be read
   */
  @Override
  public void read(long offset, ByteBuffer target) {
    BlockSource.checkRange(offset, target.remaining(), size());
    long position = offset;
    while (target.hasRemaining()) {
      byte[] block = files.block(this, (int) (position / BLOCK));
      int from = (int) (position % BLOCK);
      int count = Math.min(block.length - from, target.remaining());
      target.put(block, from, count);
      position += count;
    }
  }

  /** The digest of all of it, in hex. */
  synchronized String sha256() {
    if (sha256.isEmpty()) {
      Sha256 digest = new Sha256();
      for (long at = 0; at < size(); at += BLOCK) {
        digest.add(files.block(this, (int) (at / BLOCK)));
      }
      sha256 = Optional.of(digest.hex());
    }
    return sha256.get();
  }

  /** Writes all of it to a file that does not exist yet. */
  void copyTo(Path target) throws IOException {
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < size(); at += BLOCK) {
        ByteBuffer block = ByteBuffer.wrap(files.block(this, (int) (at / BLOCK)));
        while (block.hasRemaining()) {
          out.write(block);
        }
      }
    }
  }

  /**
   * Reads a block and holds it against what it was. {@link SteadyFiles} alone calls this, one at a
   * time.
   */
  byte[] load(int block, FileChannel channel) throws IOException {
    long at = (long) block * BLOCK;
    byte[] bytes = new byte[(int) Math.min(BLOCK, size() - at)];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    while (target.hasRemaining()) {
      if (channel.read(target, place.offset() + at + target.position()) < 0) {
        throw changed();
      }
    }
    byte[] digest = new Sha256().add(bytes).bytes();
    if (digests.length == 0) {
      digests = new byte[(int) ((size() + BLOCK - 1) / BLOCK) * DIGEST];
    }
    if (!seen.get(block)) {
      seen.set(block);
      System.arraycopy(digest, 0, digests, block * DIGEST, DIGEST);
    } else if (!Arrays.equals(digest, 0, DIGEST, digests, block * DIGEST, (block + 1) * DIGEST)) {
      throw changed();
    }
    return bytes;
  }

  /** What is to be told where it is not what it was. */
  HostException changed() {
    return new HostException(
        Problem.at(name, "changed while it was used")
            .withHint("run the command again when nothing writes to " + place.file()));
  }

  HostException unreadable(IOException e) {
    return new HostException(Problem.at(name, "cannot be read: " + e.getMessage()), e);
  }

  @Override
  public void close() {
    // Whoever opens files closes them.
  }
}
