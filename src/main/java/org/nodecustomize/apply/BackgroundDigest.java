package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Sha256;

/**
 * The sha256 of a file, taken while something else is done: an image of 1 GB needs seconds, and the
 * run is waiting for its appliance then. The thread ends soon after this is closed.
 */
final class BackgroundDigest implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final Ahead<String> hex = new Ahead<>("digest", this::digest);
  private volatile boolean closed;

  private BackgroundDigest(Path file) {
    this.file = file;
  }

  /** Begins. */
  static BackgroundDigest of(Path file) {
    BackgroundDigest digest = new BackgroundDigest(file);
    digest.hex.begin();
    return digest;
  }

  private String digest() {
    Sha256 digest = new Sha256();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0 && !closed; count = in.read(chunk)) {
        digest.add(chunk, count);
      }
    } catch (IOException e) {
      throw new HostException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
    return digest.hex();
  }

  /**
   * The digest in hex; waits for it.
   *
   * @throws HostException if the file could not be read
   */
  String await() {
    return hex.await();
  }

  /** Stops reading. */
  @Override
  public void close() {
    closed = true;
  }
}
