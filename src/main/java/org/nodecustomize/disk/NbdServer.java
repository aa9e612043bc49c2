package org.nodecustomize.disk;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/**
 * Serves a disk by NBD (fixed newstyle, export with an empty name, simple replies) on a unix socket
 * in a directory that only this user can enter. FLUSH and FUA do nothing: what is written lives as
 * long as the disk, and a crash ends both.
 */
public final class NbdServer implements AutoCloseable {
  /** Connections at a time; qemu uses one. */
  static final int MOST_CONNECTIONS = 16;

  /** {@code sun_path} has 108 bytes with its end. */
  private static final int LONGEST_SOCKET = 107;

  private static final long JOIN_MILLIS = 5_000;

  private final NbdExport export;
  private final Path directory;
  private final Path socket;
  private final ServerSocketChannel listening;
  private final Thread acceptor;
  private final Map<Thread, SocketChannel> connections = new LinkedHashMap<>();
  private volatile Optional<CustomizeException> failure = Optional.empty();
  private boolean closed;

  private NbdServer(NbdExport export, Path directory, Path socket, ServerSocketChannel listening) {
    this.export = export;
    this.directory = directory;
    this.socket = socket;
    this.listening = listening;
    this.acceptor = thread(this::accept, "nbd server");
  }

  /**
   * Listens at once.
   *
   * @param disk not closed by this
   * @param scratchDirectory where the socket's private directory is made; the path must be short
   * @throws HostException if the socket cannot be made
   */
  public static NbdServer start(CowDisk disk, Path scratchDirectory) {
    return start(NbdExport.of(disk), scratchDirectory);
  }

  /**
   * Listens at once, and refuses to change anything.
   *
   * @param source not closed by this
   * @param scratchDirectory as of {@link #start}
   * @throws HostException if the socket cannot be made
   */
  public static NbdServer startReadOnly(BlockSource source, Path scratchDirectory) {
    return start(NbdExport.readOnly(source), scratchDirectory);
  }

  private static NbdServer start(NbdExport export, Path scratchDirectory) {
    try {
      Path directory =
          Files.createTempDirectory(
              scratchDirectory.toAbsolutePath(),
              "nbd",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path socket = directory.resolve("s");
      boolean started = false;
      try {
        NbdServer server = new NbdServer(export, directory, socket, listen(socket));
        server.acceptor.start();
        started = true;
        return server;
      } finally {
        if (!started) {
          remove(socket, directory);
        }
      }
    } catch (IOException e) {
      throw new HostException(
          Problem.at(scratchDirectory.toString(), "cannot make a socket: " + e.getMessage()), e);
    }
  }

  private static ServerSocketChannel listen(Path socket) throws IOException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET) {
      throw new HostException(
          Problem.at(
                  socket.toString(),
                  "the path of a socket has at most 107 bytes but this has " + length)
              .withHint("choose a work directory with a shorter path"));
    }
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean bound = false;
    try {
      listening.bind(UnixDomainSocketAddress.of(socket), MOST_CONNECTIONS);
      bound = true;
      return listening;
    } finally {
      if (!bound) {
        listening.close();
      }
    }
  }

  /** The socket that clients connect to. */
  public Path socket() {
    return socket;
  }

  /** Why the first request failed that failed on this side, as clients only see an I/O error. */
  public Optional<CustomizeException> failure() {
    return failure;
  }

  private void accept() {
    try {
      while (true) {
        serve(listening.accept());
      }
    } catch (IOException e) {
      // close() ends the waiting this way; without a listener the server is of no use either.
      return;
    }
  }

  private void serve(SocketChannel client) throws IOException {
    synchronized (connections) {
      connections.keySet().removeIf(thread -> !thread.isAlive());
      if (closed || connections.size() >= MOST_CONNECTIONS) {
        client.close();
        return;
      }
      NbdConnection connection = new NbdConnection(client, export, this::failed);
      Thread thread = thread(connection, "nbd connection");
      connections.put(thread, client);
      boolean started = false;
      try {
        thread.start();
        started = true;
      } finally {
        if (!started) {
          client.close();
        }
      }
    }
  }

  /** What ends it, memory that does not suffice for instance, is told as the reason of failures. */
  private Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (ended, e) ->
            failed(
                new HostException(
                    Problem.of("the disk of the appliance cannot be served any more: " + e), e)));
    return thread;
  }

  private void failed(CustomizeException e) {
    synchronized (connections) {
      failure = failure.or(() -> Optional.of(e));
    }
  }

  /** Cuts the clients off, ends the threads and removes the socket. Further calls do nothing. */
  @Override
  public void close() {
    Map<Thread, SocketChannel> open;
    synchronized (connections) {
      if (closed) {
        return;
      }
      closed = true;
      open = new LinkedHashMap<>(connections);
    }
    try {
      listening.close();
      for (SocketChannel client : open.values()) {
        client.close();
      }
      join(acceptor);
      for (Thread thread : open.keySet()) {
        join(thread);
      }
    } catch (IOException e) {
      throw new HostException(Problem.at(socket.toString(), "cannot close: " + e.getMessage()), e);
    } finally {
      remove(socket, directory);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Path socket, Path directory) {
    try {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // An empty directory that stays is removed with the work directory.
      return;
    }
  }
}
