package org.nodecustomize.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.nodecustomize.diag.CustomizeException;

/**
 * Serves one client from its handshake to its end. What breaks the protocol so that its stream
 * cannot be followed ends the connection; everything else is answered with an error.
 */
final class NbdConnection implements Runnable {
  /** A buffer of this size is kept; larger ones live as long as their request. */
  private static final int KEPT_BUFFER = 1 << 20;

  private static final int REPLY_HEADER = 16;

  private final SocketChannel socket;
  private final NbdExport export;
  private final Consumer<CustomizeException> failures;
  private final NbdWire wire;
  private final ByteBuffer buffer = ByteBuffer.allocate(KEPT_BUFFER);

  /**
   * @param failures hears why requests failed on our side
   */
  NbdConnection(SocketChannel socket, NbdExport export, Consumer<CustomizeException> failures) {
    this.socket = socket;
    this.export = export;
    this.failures = failures;
    this.wire = new NbdWire(socket);
  }

  private record Request(int flags, int type, long handle, long offset, long length) {}

  @Override
  public void run() {
    try (socket) {
      if (new NbdHandshake(wire, export).negotiate()) {
        boolean more = true;
        while (more) {
          more = serveOne();
        }
      }
    } catch (IOException e) {
      // The client is gone or was cut off by close(): there is nobody left to answer.
      return;
    }
  }

  private boolean serveOne() throws IOException {
    ByteBuffer header = wire.receive(buffer.clear().limit(28));
    if (header.getInt() != NbdProtocol.REQUEST_MAGIC) {
      return false;
    }
    Request request =
        new Request(
            Short.toUnsignedInt(header.getShort()),
            Short.toUnsignedInt(header.getShort()),
            header.getLong(),
            header.getLong(),
            Integer.toUnsignedLong(header.getInt()));
    switch (request.type) {
      case NbdProtocol.CMD_READ -> read(request);
      case NbdProtocol.CMD_WRITE -> {
        if (request.length > NbdProtocol.LONGEST_PAYLOAD) {
          return false;
        }
        write(request);
      }
      case NbdProtocol.CMD_DISC -> {
        return false;
      }
      case NbdProtocol.CMD_FLUSH -> answer(request, flags(request, NbdProtocol.FLAG_FUA));
      case NbdProtocol.CMD_TRIM ->
          change(request, NbdProtocol.FLAG_FUA, disk -> disk.trim(request.offset, request.length));
      case NbdProtocol.CMD_WRITE_ZEROES ->
          change(
              request,
              NbdProtocol.FLAG_FUA | NbdProtocol.FLAG_NO_HOLE,
              disk -> disk.writeZeroes(request.offset, request.length));
      default -> answer(request, NbdProtocol.EINVAL);
    }
    return true;
  }

  private void read(Request request) throws IOException {
    int error = flags(request, NbdProtocol.FLAG_FUA);
    if (error == 0 && (request.length > NbdProtocol.LONGEST_PAYLOAD || !inside(request))) {
      error = NbdProtocol.EINVAL;
    }
    if (error != 0) {
      answer(request, error);
      return;
    }
    int total = REPLY_HEADER + (int) request.length;
    ByteBuffer reply = total <= KEPT_BUFFER ? buffer.clear() : ByteBuffer.allocate(total);
    reply.limit(total);
    reply.putInt(NbdProtocol.REPLY_MAGIC).putInt(0).putLong(request.handle);
    error = attempt(() -> export.source().read(request.offset, reply));
    if (error != 0) {
      answer(request, error);
      return;
    }
    wire.send(reply.position(total));
  }

  private void write(Request request) throws IOException {
    int error = changeFlags(request, NbdProtocol.FLAG_FUA);
    if (error == 0 && !inside(request)) {
      error = NbdProtocol.ENOSPC;
    }
    // The payload is taken in any case, or else the next request would not be found.
    long at = request.offset;
    long left = request.length;
    while (left > 0) {
      int count = (int) Math.min(left, KEPT_BUFFER);
      ByteBuffer payload = wire.receive(buffer.clear().limit(count));
      long position = at;
      if (error == 0) {
        error = attempt(() -> disk().write(position, payload));
      }
      at += count;
      left -= count;
    }
    answer(request, error);
  }

  private void change(Request request, int knownFlags, Consumer<CowDisk> work) throws IOException {
    int error = changeFlags(request, knownFlags);
    if (error == 0 && !inside(request)) {
      error = NbdProtocol.EINVAL;
    }
    answer(request, error == 0 ? attempt(() -> work.accept(disk())) : error);
  }

  private static int flags(Request request, int known) {
    return (request.flags & ~known) == 0 ? 0 : NbdProtocol.EINVAL;
  }

  private int changeFlags(Request request, int known) {
    return export.writable().isPresent() ? flags(request, known) : NbdProtocol.EPERM;
  }

  /** Asked for only where {@link #changeFlags} found no error. */
  private CowDisk disk() {
    return export.writable().orElseThrow();
  }

  private boolean inside(Request request) {
    return request.offset >= 0 && request.length <= export.size() - request.offset;
  }

  private int attempt(Runnable work) {
    try {
      work.run();
      return 0;
    } catch (CustomizeException e) {
      failures.accept(e);
      // Not ENOSPC, upon which qemu may stop its machine and wait for room.
      return NbdProtocol.EIO;
    }
  }

  private void answer(Request request, int error) throws IOException {
    ByteBuffer reply = buffer.clear().putInt(NbdProtocol.REPLY_MAGIC).putInt(error);
    wire.send(reply.putLong(request.handle));
  }
}
