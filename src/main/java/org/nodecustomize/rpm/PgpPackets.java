package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts OpenPGP data in packets (RFC 9580, section 4.2), so that a length is checked against the data
 * before the library sees it. Packets of partial or indeterminate length hold messages, never keys or
 * signatures; they end the list.
 */
final class PgpPackets {
  static final int SIGNATURE = 2;
  static final int SECRET_KEY = 5;
  static final int PUBLIC_KEY = 6;
  static final int USER_ID = 13;
  static final int PUBLIC_SUBKEY = 14;
  static final int USER_ATTRIBUTE = 17;

  /** No key or signature is larger; post-quantum ones have some 10 KB. */
  static final int MAX_PACKET_BYTES = 1 << 20;

  private final List<Packet> packets;
  private final boolean complete;

  private PgpPackets(List<Packet> packets, boolean complete) {
    this.packets = packets;
    this.complete = complete;
  }

  /** One packet. */
  static final class Packet {
    private final byte[] data;
    private final int tag;
    private final int start;
    private final int bodyStart;
    private final int end;

    private Packet(byte[] data, int tag, int start, int bodyStart, int end) {
      this.data = data;
      this.tag = tag;
      this.start = start;
      this.bodyStart = bodyStart;
      this.end = end;
    }

    /** The kind of packet. */
    int tag() {
      return tag;
    }

    /** The first byte of the body, which in keys and signatures is the version. */
    int version() {
      return byteAt(0).orElse(0);
    }

    Optional<Integer> byteAt(int index) {
      return bodyStart + index < end
          ? Optional.of(Byte.toUnsignedInt(data[bodyStart + index]))
          : Optional.empty();
    }

    int bodyBytes() {
      return end - bodyStart;
    }

    byte[] body() {
      return Arrays.copyOfRange(data, bodyStart, end);
    }

    /** Header and body. */
    byte[] bytes() {
      return Arrays.copyOfRange(data, start, end);
    }
  }

  static PgpPackets of(byte[] data) {
    List<Packet> packets = new ArrayList<>();
    int at = 0;
    while (at < data.length) {
      Optional<Packet> packet = packet(data, at);
      if (packet.isEmpty()) {
        return new PgpPackets(packets, false);
      }
      packets.add(packet.get());
      at = packet.get().end;
    }
    return new PgpPackets(packets, true);
  }

  /** The packets up to the end of the data, or to the first that is not one. */
  List<Packet> packets() {
    return packets;
  }

  /** Whether the packets are all of the data. */
  boolean complete() {
    return complete;
  }

  private static Optional<Packet> packet(byte[] data, int start) {
    int header = Byte.toUnsignedInt(data[start]);
    if ((header & 0x80) == 0) {
      return Optional.empty();
    }
    boolean current = (header & 0x40) != 0;
    int tag = current ? header & 0x3f : (header >> 2) & 0x0f;
    int lengthBytes = current ? currentLengthBytes(data, start + 1) : legacyLengthBytes(header);
    int bodyStart = start + 1 + lengthBytes;
    if (lengthBytes == 0 || bodyStart > data.length) {
      return Optional.empty();
    }
    long length =
        current ? currentLength(data, start + 1) : bigEndian(data, start + 1, lengthBytes);
    if (length > MAX_PACKET_BYTES || length > data.length - bodyStart) {
      return Optional.empty();
    }
    return Optional.of(new Packet(data, tag, start, bodyStart, bodyStart + (int) length));
  }

  /** Zero for the indeterminate length. */
  private static int legacyLengthBytes(int header) {
    int type = header & 3;
    return type == 3 ? 0 : 1 << type;
  }

  /** Zero for partial lengths and at the end of the data. */
  private static int currentLengthBytes(byte[] data, int at) {
    if (at >= data.length) {
      return 0;
    }
    int first = Byte.toUnsignedInt(data[at]);
    if (first < 192) {
      return 1;
    }
    return first < 224 ? 2 : first == 255 ? 5 : 0;
  }

  private static long currentLength(byte[] data, int at) {
    int first = Byte.toUnsignedInt(data[at]);
    if (first < 192) {
      return first;
    }
    return first == 255
        ? bigEndian(data, at + 1, 4)
        : ((first - 192L) << 8) + Byte.toUnsignedInt(data[at + 1]) + 192;
  }

  private static long bigEndian(byte[] data, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | Byte.toUnsignedInt(data[at + i]);
    }
    return value;
  }
}
