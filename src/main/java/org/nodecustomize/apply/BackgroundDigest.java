package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Sha256;

/**
 * The sha256 of a file, taken while something else is done: an image of 1 GB needs seconds, and the
 * run is waiting for its appliance then. The thread ends when this is closed.
 */
final class BackgroundDigest implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FutureTask<String> task;
  private volatile boolean closed;

  private BackgroundDigest(Path file) {
    this.file = file;
    this.task = new FutureTask<>(this::digest);
  }

  /** Begins. */
  static BackgroundDigest of(Path file) {
    BackgroundDigest digest = new BackgroundDigest(file);
    Thread thread = new Thread(digest.task, "digest");
    thread.setDaemon(true);
    thread.start();
    return digest;
  }

  private String digest() throws IOException {
    Sha256 digest = new Sha256();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0 && !closed; count = in.read(chunk)) {
        digest.add(chunk, count);
      }
    }
    return digest.hex();
  }

  /**
   * The digest in hex; waits for it.
   *
   * @throws HostException if the file could not be read
   */
  String await() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new HostException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException(Problem.at(file.toString(), "cannot be read: interrupted"), e);
    }
  }

  /** Stops reading. */
  @Override
  public void close() {
    closed = true;
  }
}
