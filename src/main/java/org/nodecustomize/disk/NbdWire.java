package org.nodecustomize.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Whole buffers over a socket. */
final class NbdWire {
  private final SocketChannel socket;

  NbdWire(SocketChannel socket) {
    this.socket = socket;
  }

  /** Receives exactly {@code length} bytes; the caller has bounded it. */
  ByteBuffer receive(int length) throws IOException {
    return receive(ByteBuffer.allocate(length));
  }

  /** Fills the buffer and makes it ready to be read. */
  ByteBuffer receive(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new EOFException("the client went away");
      }
    }
    return buffer.flip();
  }

  /** Sends all the bytes that the buffer holds up to its position. */
  void send(ByteBuffer filled) throws IOException {
    filled.flip();
    while (filled.hasRemaining()) {
      socket.write(filled);
    }
  }
}
