package org.nodecustomize.rpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Builds a small package byte by byte, so that tests need neither rpmbuild nor fixtures. */
final class TinyRpm {
  private final Map<Integer, Value> main = new TreeMap<>();
  private final Map<Integer, Value> signature = new TreeMap<>();
  private byte[] payload = "not really a cpio archive".getBytes(StandardCharsets.US_ASCII);
  private int leadType;
  private boolean digests = true;

  private record Value(int type, int count, List<Byte> bytes) {}

  /** A complete package called {@code tiny-2:1.0-3.noarch} with two files. */
  TinyRpm() {
    text(RpmTag.NAME, "tiny");
    text(RpmTag.VERSION, "1.0");
    text(RpmTag.RELEASE, "3");
    numbers(RpmTag.EPOCH, 2);
    text(RpmTag.ARCH, "noarch");
    text(RpmTag.OS, "linux");
    text(RpmTag.SUMMARY, "A tiny package");
    text(RpmTag.SOURCERPM, "tiny-1.0-3.src.rpm");
    text(RpmTag.PAYLOADFORMAT, "cpio");
    texts(RpmTag.PROVIDENAME, "tiny");
    texts(RpmTag.PROVIDEVERSION, "2:1.0-3");
    numbers(RpmTag.PROVIDEFLAGS, 8);
    texts(RpmTag.REQUIRENAME, "libfoo", "rpmlib(CompressedFileNames)");
    texts(RpmTag.REQUIREVERSION, "1.2", "3.0.4-1");
    numbers(RpmTag.REQUIREFLAGS, 12, 0x100000a);
    texts(RpmTag.DIRNAMES, "/usr/bin/", "/etc/");
    texts(RpmTag.BASENAMES, "tiny", "tiny.conf");
    numbers(RpmTag.DIRINDEXES, 0, 1);
    text(RpmTag.POSTIN, "true");
    text(RpmTag.POSTINPROG, "/bin/sh");
    numbers(RpmTag.SIZE, 42);
  }

  TinyRpm text(HeaderTag tag, String text) {
    return put(tag, 6, 1, strings(text));
  }

  TinyRpm texts(HeaderTag tag, String... texts) {
    return put(tag, 8, texts.length, strings(texts));
  }

  TinyRpm numbers(HeaderTag tag, int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return put(tag, 4, numbers.length, bytes.array());
  }

  TinyRpm bytes(HeaderTag tag, byte[] bytes) {
    return put(tag, 7, bytes.length, bytes);
  }

  TinyRpm without(HeaderTag tag) {
    (tag instanceof SignatureTag ? signature : main).remove(tag.number());
    return this;
  }

  TinyRpm sourceLead() {
    leadType = 1;
    return this;
  }

  TinyRpm payload(byte[] bytes) {
    payload = bytes.clone();
    return this;
  }

  /** Leaves out the digests and the size of the signature header. */
  TinyRpm withoutDigests() {
    digests = false;
    return this;
  }

  private TinyRpm put(HeaderTag tag, int type, int count, byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte b : bytes) {
      list.add(b);
    }
    (tag instanceof SignatureTag ? signature : main)
        .put(tag.number(), new Value(type, count, list));
    return this;
  }

  private static byte[] strings(String... texts) {
    return (String.join("\0", texts) + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** The main header alone, magic included. */
  byte[] header() {
    return header(main, 63);
  }

  byte[] build() {
    byte[] header = header();
    if (digests) {
      var sha256 = ContentDigest.algorithm("SHA-256");
      text(SignatureTag.SHA256HEADER, HexFormat.of().formatHex(sha256.digest(header)));
      var md5 = ContentDigest.algorithm("MD5");
      md5.update(header);
      bytes(SignatureTag.MD5, md5.digest(payload));
      numbers(SignatureTag.SIZE, header.length + payload.length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer lead = ByteBuffer.allocate(96);
    lead.putInt(0xedabeedb).put((byte) 3).put((byte) 0).putShort((short) leadType);
    lead.putShort(78, (short) 5);
    out.writeBytes(lead.array());
    out.writeBytes(header(signature, 62));
    out.writeBytes(new byte[-out.size() & 7]);
    out.writeBytes(header);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] header(Map<Integer, Value> values, int regionTag) {
    ByteArrayOutputStream store = new ByteArrayOutputStream();
    ByteBuffer index = ByteBuffer.allocate(16 * (values.size() + 1));
    index.position(16);
    values.forEach(
        (tag, value) -> {
          if (value.type == 4) {
            store.writeBytes(new byte[-store.size() & 3]);
          }
          index.putInt(tag).putInt(value.type).putInt(store.size()).putInt(value.count);
          value.bytes.forEach(store::write);
        });
    Consumer<ByteBuffer> region = target -> target.putInt(regionTag).putInt(7);
    ByteBuffer trailer = ByteBuffer.allocate(16);
    region.accept(trailer);
    trailer.putInt(-index.capacity()).putInt(16);
    region.accept(index.position(0));
    index.putInt(store.size()).putInt(16);
    store.writeBytes(trailer.array());
    ByteBuffer intro = ByteBuffer.allocate(16);
    intro.putLong(0x8eade80100000000L).putInt(values.size() + 1).putInt(store.size());
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(intro.array());
    header.writeBytes(index.array());
    header.writeBytes(store.toByteArray());
    return header.toByteArray();
  }
}
