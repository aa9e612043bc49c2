package org.nodecustomize.guestfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/**
 * Tar archives between this process and the appliance, through a FIFO, never through a file. The
 * calling thread moves the bytes while the handle's thread is in the call.
 */
final class TarStream {
  private static final int BUFFER = 256 << 10;

  private final Handle handle;

  TarStream(Handle handle) {
    this.handle = handle;
  }

  void in(InputStream tar, String directory) throws IOException {
    ImageFiles.checked(directory);
    LibGuestfs.TarInOptions options = new LibGuestfs.TarInOptions();
    options.xattrs = 1;
    options.selinux = 1;
    options.acls = 1;
    options.given("xattrs", "selinux", "acls");
    Path fifo = makeFifo();
    transfer(
        "tar_in",
        fifo,
        (library, g) -> library.guestfs_tar_in_opts_argv(g, fifo.toString(), directory, options),
        () -> feed(tar, fifo));
  }

  /**
   * @param plain whether labels and ACLs are written as the extended attributes that they are, and
   *     not in tar's own forms for them, which few other programs read
   */
  void out(String directory, OutputStream out, boolean plain) throws IOException {
    ImageFiles.checked(directory);
    LibGuestfs.TarOutOptions options = new LibGuestfs.TarOutOptions();
    options.numericowner = 1;
    options.xattrs = 1;
    options.selinux = plain ? 0 : 1;
    options.acls = plain ? 0 : 1;
    options.given("numericowner", "xattrs", "selinux", "acls");
    Path fifo = makeFifo();
    transfer(
        "tar_out",
        fifo,
        (library, g) -> library.guestfs_tar_out_opts_argv(g, directory, fifo.toString(), options),
        () -> drain(fifo, out));
  }

  /** This process's part of a transfer. */
  @FunctionalInterface
  private interface Part {
    /**
     * @return whether it came to the end of the data; false if the appliance stopped before
     * @throws IOException what the caller's own stream fails with
     */
    boolean run() throws IOException;
  }

  private void transfer(String name, Path fifo, Handle.IntFunction function, Part part)
      throws IOException {
    CompletableFuture<Integer> call = handle.start(name, function);
    CountDownLatch over = new CountDownLatch(1);
    Thread release = new Thread(() -> release(name, call, fifo, over), "appliance transfer end");
    release.setDaemon(true);
    release.start();
    Throwable failure = null;
    try {
      if (!part.run()) {
        // The call says why; if it does not, the data is not complete all the same.
        handle.await(name, Handle.BULK, call);
        throw new ApplianceException(name, 0, "the appliance stopped before the end of the data");
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      handle.cancelTransfer();
      throw e;
    } finally {
      over.countDown();
      finish(name, call, fifo, failure);
    }
  }

  private void finish(
      String name, CompletableFuture<Integer> call, Path fifo, @Nullable Throwable failure)
      throws IOException {
    try {
      handle.await(name, Handle.BULK, call);
    } catch (RuntimeException e) {
      if (failure == null) {
        throw e;
      }
      if (failure != e) {
        failure.addSuppressed(e);
      }
    } finally {
      Files.deleteIfExists(fifo);
    }
  }

  /**
   * When the call is over, frees this process's part, which may wait for the other end of the FIFO
   * to be opened, or for room in it: opening it for both never waits and serves the first, closing
   * it serves the second.
   */
  private void release(
      String name, CompletableFuture<Integer> call, Path fifo, CountDownLatch over) {
    try {
      waitFor(name, call);
      while (!over.await(10, TimeUnit.MILLISECONDS)) {
        FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      }
    } catch (IOException | InterruptedException e) {
      // The FIFO is gone, so the transfer is over; nobody interrupts this thread.
      return;
    }
  }

  private void waitFor(String name, CompletableFuture<Integer> call) throws InterruptedException {
    try {
      call.get(Handle.BULK.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return; // the calling thread tells it
    } catch (TimeoutException e) {
      handle.end(
          new ApplianceException(name, 0, "no end within " + Handle.BULK.toSeconds() + " s"));
    }
  }

  private static boolean feed(InputStream tar, Path fifo) throws IOException {
    try (FileChannel channel = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
        if (!written(channel, ByteBuffer.wrap(buffer, 0, count))) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean written(FileChannel channel, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return true;
    } catch (IOException e) {
      return false; // broken pipe: the call has the reason
    }
  }

  private static boolean drain(Path fifo, OutputStream out) throws IOException {
    try (FileChannel channel = FileChannel.open(fifo, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return true;
    }
  }

  private Path makeFifo() {
    Path fifo = handle.temporary().resolve("tar-" + UUID.randomUUID());
    if (handle.natives().c().mkfifo(fifo.toString(), 0600) != 0) {
      throw new HostException(
          Problem.at(handle.temporary().toString(), "cannot make a FIFO for the transfer"));
    }
    return fifo;
  }
}
