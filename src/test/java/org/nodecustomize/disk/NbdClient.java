package org.nodecustomize.disk;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client that sends what a test tells it, right or wrong. */
public final class NbdClient implements AutoCloseable {
  private final SocketChannel socket;

  NbdClient(Path path) throws IOException {
    socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(UnixDomainSocketAddress.of(path));
  }

  /** Connects and negotiates the export with OPT_GO. */
  static NbdClient ready(Path path) throws IOException {
    NbdClient client = new NbdClient(path);
    client.hello(3);
    client.option(7, new byte[] {0, 0, 0, 0, 0, 0});
    for (int kind = 0; kind != 1; ) {
      kind = client.optionReply().kind();
    }
    return client;
  }

  /** Writes to the disk that a server serves, as the appliance does. */
  public static void write(Path path, long offset, byte[] content) throws IOException {
    try (NbdClient client = ready(path)) {
      for (int at = 0; at < content.length; at += 1 << 20) {
        int length = Math.min(1 << 20, content.length - at);
        client.request(1, offset + at, length);
        client.send(ByteBuffer.allocate(length).put(content, at, length));
        int error = client.reply();
        if (error != 0) {
          throw new IOException("error " + error);
        }
      }
    }
  }

  void hello(int flags) throws IOException {
    receive(18);
    send(ByteBuffer.allocate(4).putInt(flags));
  }

  void option(int number, byte[] data) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(16 + data.length);
    send(out.putLong(0x49484156454f5054L).putInt(number).putInt(data.length).put(data));
  }

  record OptionReply(int option, int kind, ByteBuffer data) {}

  OptionReply optionReply() throws IOException {
    ByteBuffer header = receive(20);
    header.getLong();
    return new OptionReply(header.getInt(), header.getInt(), receive(header.getInt()));
  }

  void request(int magic, int flags, int type, long offset, int length) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(28).putInt(magic).putShort((short) flags);
    send(out.putShort((short) type).putLong(77).putLong(offset).putInt(length));
  }

  void request(int type, long offset, int length) throws IOException {
    request(0x25609513, 0, type, offset, length);
  }

  /** The error number of a reply. */
  int reply() throws IOException {
    ByteBuffer reply = receive(16);
    if (reply.getInt() != 0x67446698) {
      throw new IOException("bad reply magic");
    }
    int error = reply.getInt();
    if (reply.getLong() != 77) {
      throw new IOException("bad handle");
    }
    return error;
  }

  void send(ByteBuffer filled) throws IOException {
    filled.flip();
    while (filled.hasRemaining()) {
      socket.write(filled);
    }
  }

  ByteBuffer receive(int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(length);
    while (in.hasRemaining()) {
      if (socket.read(in) < 0) {
        throw new IOException("closed by the server");
      }
    }
    return in.flip();
  }

  /** Whether the server ends the connection without another byte. */
  boolean isCutOff() {
    try {
      return socket.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
