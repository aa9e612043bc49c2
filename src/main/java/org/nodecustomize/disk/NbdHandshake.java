package org.nodecustomize.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Fixed newstyle negotiation of the one export, whose name is empty. */
final class NbdHandshake {
  /** The protocol lets a name have 4096 bytes. */
  private static final int LONGEST_OPTION = 8192;

  /** A client that haggles longer than this means no good. */
  private static final int MOST_OPTIONS = 64;

  private static final int OLD_ZEROES = 124;

  private final NbdWire wire;
  private final NbdExport served;

  NbdHandshake(NbdWire wire, NbdExport served) {
    this.wire = wire;
    this.served = served;
  }

  private enum Next {
    OPTION,
    TRANSMISSION,
    CLOSE
  }

  /** Returns whether requests follow; else the connection ends. */
  boolean negotiate() throws IOException {
    ByteBuffer hello = ByteBuffer.allocate(18);
    hello.putLong(NbdProtocol.INIT_MAGIC).putLong(NbdProtocol.OPTION_MAGIC);
    wire.send(hello.putShort((short) (NbdProtocol.FIXED_NEWSTYLE | NbdProtocol.NO_ZEROES)));
    int flags = wire.receive(4).getInt();
    if ((flags & NbdProtocol.FIXED_NEWSTYLE) == 0
        || (flags & ~(NbdProtocol.FIXED_NEWSTYLE | NbdProtocol.NO_ZEROES)) != 0) {
      return false;
    }
    boolean noZeroes = (flags & NbdProtocol.NO_ZEROES) != 0;
    for (int i = 0; i < MOST_OPTIONS; i++) {
      ByteBuffer header = wire.receive(16);
      if (header.getLong() != NbdProtocol.OPTION_MAGIC) {
        return false;
      }
      int option = header.getInt();
      int length = header.getInt();
      if (length < 0 || length > LONGEST_OPTION) {
        reply(option, NbdProtocol.REP_ERR_TOO_BIG, ByteBuffer.allocate(0));
        return false;
      }
      Next next = answer(option, wire.receive(length), noZeroes);
      if (next != Next.OPTION) {
        return next == Next.TRANSMISSION;
      }
    }
    return false;
  }

  private Next answer(int option, ByteBuffer data, boolean noZeroes) throws IOException {
    switch (option) {
      case NbdProtocol.OPT_EXPORT_NAME -> {
        if (data.hasRemaining()) {
          return Next.CLOSE;
        }
        ByteBuffer export = ByteBuffer.allocate(10 + (noZeroes ? 0 : OLD_ZEROES));
        export.putLong(served.size()).putShort((short) served.flags());
        wire.send(export.position(export.capacity()));
        return Next.TRANSMISSION;
      }
      case NbdProtocol.OPT_ABORT -> {
        reply(option, NbdProtocol.REP_ACK, ByteBuffer.allocate(0));
        return Next.CLOSE;
      }
      case NbdProtocol.OPT_LIST -> {
        if (data.hasRemaining()) {
          reply(option, NbdProtocol.REP_ERR_INVALID, ByteBuffer.allocate(0));
        } else {
          reply(option, NbdProtocol.REP_SERVER, ByteBuffer.allocate(4).putInt(0));
          reply(option, NbdProtocol.REP_ACK, ByteBuffer.allocate(0));
        }
        return Next.OPTION;
      }
      case NbdProtocol.OPT_INFO, NbdProtocol.OPT_GO -> {
        boolean told = info(option, data);
        return told && option == NbdProtocol.OPT_GO ? Next.TRANSMISSION : Next.OPTION;
      }
      default -> {
        reply(option, NbdProtocol.REP_ERR_UNSUP, ByteBuffer.allocate(0));
        return Next.OPTION;
      }
    }
  }

  /** The option's data: u32 length of the name, name, u16 count, u16 wanted kinds. */
  private boolean info(int option, ByteBuffer data) throws IOException {
    int nameLength = data.remaining() < 6 ? -1 : data.getInt();
    if (nameLength < 0 || nameLength > data.remaining() - 2) {
      reply(option, NbdProtocol.REP_ERR_INVALID, ByteBuffer.allocate(0));
      return false;
    }
    data.position(data.position() + nameLength);
    int kinds = Short.toUnsignedInt(data.getShort());
    if (data.remaining() != kinds * Short.BYTES) {
      reply(option, NbdProtocol.REP_ERR_INVALID, ByteBuffer.allocate(0));
      return false;
    }
    if (nameLength != 0) {
      byte[] text = "the only export has an empty name".getBytes(StandardCharsets.UTF_8);
      reply(option, NbdProtocol.REP_ERR_UNKNOWN, ByteBuffer.allocate(text.length).put(text));
      return false;
    }
    ByteBuffer export = ByteBuffer.allocate(12).putShort((short) NbdProtocol.INFO_EXPORT);
    export.putLong(served.size()).putShort((short) served.flags());
    reply(option, NbdProtocol.REP_INFO, export);
    ByteBuffer blocks = ByteBuffer.allocate(14).putShort((short) NbdProtocol.INFO_BLOCK_SIZE);
    blocks.putInt(NbdProtocol.MINIMUM_BLOCK).putInt(NbdProtocol.PREFERRED_BLOCK);
    reply(option, NbdProtocol.REP_INFO, blocks.putInt(NbdProtocol.LONGEST_PAYLOAD));
    reply(option, NbdProtocol.REP_ACK, ByteBuffer.allocate(0));
    return true;
  }

  private void reply(int option, int kind, ByteBuffer filled) throws IOException {
    filled.flip();
    ByteBuffer reply = ByteBuffer.allocate(20 + filled.remaining());
    reply.putLong(NbdProtocol.OPTION_REPLY_MAGIC).putInt(option).putInt(kind);
    wire.send(reply.putInt(filled.remaining()).put(filled));
  }
}
