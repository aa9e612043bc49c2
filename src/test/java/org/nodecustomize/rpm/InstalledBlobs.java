package org.nodecustomize.rpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Headers as the database of installed packages has them. */
public final class InstalledBlobs {
  private static final int ENTRY = 16;

  private final ByteArrayOutputStream index = new ByteArrayOutputStream();
  private final ByteArrayOutputStream store = new ByteArrayOutputStream();

  private InstalledBlobs(byte[] header) {
    ByteBuffer bytes = ByteBuffer.wrap(header);
    int entries = bytes.getInt(8);
    index.write(header, 16, entries * ENTRY);
    store.write(header, 16 + entries * ENTRY, bytes.getInt(12));
  }

  /** A package {@code NAME-2:1.0-3.noarch} with two files, installed at a time. */
  public static byte[] tiny(String name, int installTime) {
    return of(new TinyRpm().text(RpmTag.NAME, name), installTime);
  }

  /** The same with a description that makes it larger. */
  public static byte[] large(String name, int bytes) {
    return of(new TinyRpm().text(RpmTag.NAME, name).text(RpmTag.DESCRIPTION, "x".repeat(bytes)), 7);
  }

  /** A package with one file, {@code /bin/NAME}. */
  public static byte[] inBin(String name) {
    TinyRpm rpm =
        new TinyRpm()
            .text(RpmTag.NAME, name)
            .texts(RpmTag.DIRNAMES, "/bin/")
            .texts(RpmTag.BASENAMES, name)
            .numbers(RpmTag.DIRINDEXES, 0);
    return of(rpm, 1);
  }

  /** An imported key; its text is given, not checked. */
  public static byte[] key(String version, String armored) {
    TinyRpm rpm =
        new TinyRpm()
            .text(RpmTag.NAME, "gpg-pubkey")
            .text(RpmTag.VERSION, version)
            .without(RpmTag.ARCH)
            .without(RpmTag.SOURCERPM)
            .text(RpmTag.DESCRIPTION, armored);
    return of(rpm, 5);
  }

  static byte[] of(TinyRpm rpm, int installTime) {
    InstalledBlobs blob = new InstalledBlobs(rpm.header());
    blob.number(InstalledTag.INSTALLTIME, installTime);
    blob.characters(InstalledTag.FILESTATES, 0, 2);
    return blob.bytes();
  }

  /** What a test adds behind the region. */
  static byte[] added(TinyRpm rpm, HeaderTag tag, String text) {
    InstalledBlobs blob = new InstalledBlobs(rpm.header());
    byte[] value = (text + "\0").getBytes(StandardCharsets.UTF_8);
    blob.add(tag, 6, 1, value);
    return blob.bytes();
  }

  private void number(HeaderTag tag, int number) {
    store.writeBytes(new byte[-store.size() & 3]);
    add(tag, 4, 1, ByteBuffer.allocate(4).putInt(number).array());
  }

  private void characters(HeaderTag tag, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    add(tag, 1, values.length, bytes);
  }

  private void add(HeaderTag tag, int type, int count, byte[] value) {
    index.writeBytes(
        ByteBuffer.allocate(ENTRY)
            .putInt(tag.number())
            .putInt(type)
            .putInt(store.size())
            .putInt(count)
            .array());
    store.writeBytes(value);
  }

  private byte[] bytes() {
    return ByteBuffer.allocate(8 + index.size() + store.size())
        .putInt(index.size() / ENTRY)
        .putInt(store.size())
        .put(index.toByteArray())
        .put(store.toByteArray())
        .array();
  }
}
