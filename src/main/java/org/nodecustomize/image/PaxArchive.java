package org.nodecustomize.image;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/**
 * Writes a tar archive for GNU tar to unpack: numeric owners without names, times in nanoseconds,
 * extended attributes, and names that need not be UTF-8. Values of attributes are bytes, which
 * commons-compress can write only as text.
 *
 * <p>Format after POSIX pax(1), "ustar Interchange Format" and "pax Header Block". Attributes are
 * records {@code SCHILY.xattr.NAME}; GNU tar takes labels and access control lists from records of
 * its own, {@code RHT.security.selinux}, {@code SCHILY.acl.access} and {@code SCHILY.acl.default}.
 */
final class PaxArchive implements Closeable {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final long LARGEST_OCTAL_7 = 07777777;
  private static final long LARGEST_OCTAL_11 = 077777777777L;
  private static final int BUFFER = 1 << 18;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];

  PaxArchive(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds a regular file.
   *
   * @throws OperationException if the content cannot be read, or has another number of bytes than
   *     {@code size}
   */
  void file(String path, Placement placement, Instant modified, long size, InputStream content)
      throws IOException {
    header('0', TreeNames.encode("." + path), new byte[0], placement, modified, size);
    long left = size;
    while (left > 0) {
      int count = read(path, content, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw changed(path, size, "only " + (size - left));
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    if (read(path, content, 1) >= 0) {
      throw changed(path, size, "more");
    }
    pad(size);
  }

  private int read(String path, InputStream content, int count) {
    try {
      return content.read(buffer, 0, count);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  static OperationException unreadable(String path, IOException e) {
    return new OperationException(
        Problem.at(path, "what is to be written there cannot be read: " + e.getMessage()), e);
  }

  private static OperationException changed(String path, long size, String found) {
    return new OperationException(
        Problem.at(
            path,
            "what is to be written there changed while it was read: expected %d bytes but was %s"
                .formatted(size, found)));
  }

  void directory(String path, Placement placement, Instant modified) throws IOException {
    byte[] name = TreeNames.encode(path.equals("/") ? "./" : "." + path + "/");
    header('5', name, new byte[0], placement, modified, 0);
  }

  void link(String path, String target, Placement placement, Instant modified) throws IOException {
    byte[] name = TreeNames.encode("." + path);
    header('2', name, TreeNames.encode(target), placement, modified, 0);
  }

  /** Two blocks of zeroes end an archive. */
  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }

  private void header(
      char type, byte[] name, byte[] target, Placement placement, Instant modified, long size)
      throws IOException {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    record(records, "mtime", seconds(modified));
    if (name.length > NAME) {
      record(records, "path", name);
    }
    if (target.length > NAME) {
      record(records, "linkpath", target);
    }
    if (placement.uid() > LARGEST_OCTAL_7) {
      record(records, "uid", ascii(Long.toString(placement.uid())));
    }
    if (placement.gid() > LARGEST_OCTAL_7) {
      record(records, "gid", ascii(Long.toString(placement.gid())));
    }
    if (size > LARGEST_OCTAL_11) {
      record(records, "size", ascii(Long.toString(size)));
    }
    for (Map.Entry<String, Bytes> attribute : new TreeMap<>(placement.attributes()).entrySet()) {
      attribute(records, attribute.getKey(), attribute.getValue().toArray());
    }
    block('x', ascii("./PaxHeader"), new byte[0], 0644, 0, 0, records.size(), 0);
    records.writeTo(out);
    pad(records.size());
    block(
        type,
        Arrays.copyOf(name, Math.min(name.length, NAME)),
        Arrays.copyOf(target, Math.min(target.length, NAME)),
        placement.permissions(),
        Math.min(placement.uid(), LARGEST_OCTAL_7),
        Math.min(placement.gid(), LARGEST_OCTAL_7),
        Math.min(size, LARGEST_OCTAL_11),
        Math.max(0, Math.min(modified.getEpochSecond(), LARGEST_OCTAL_11)));
  }

  private static void attribute(ByteArrayOutputStream records, String name, byte[] value) {
    switch (name) {
      case "security.selinux" -> record(records, "RHT.security.selinux", untilZero(value));
      case "system.posix_acl_access" ->
          record(records, "SCHILY.acl.access", ascii(PosixAcl.text(value)));
      case "system.posix_acl_default" ->
          record(records, "SCHILY.acl.default", ascii(PosixAcl.text(value)));
      default -> record(records, "SCHILY.xattr." + name, value);
    }
  }

  /** The kernel keeps a label with a zero byte at its end, tar without. */
  private static byte[] untilZero(byte[] value) {
    int end = value.length;
    while (end > 0 && value[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(value, end);
  }

  private static byte[] seconds(Instant time) {
    return ascii(String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano()));
  }

  /** A record begins with its own length in bytes, the digits of the length included. */
  private static void record(ByteArrayOutputStream records, String key, byte[] value) {
    int rest = 1 + key.length() + 1 + value.length + 1;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    records.writeBytes(ascii(length + " " + key + "="));
    records.writeBytes(value);
    records.write('\n');
  }

  private void block(
      char type, byte[] name, byte[] target, int mode, long uid, long gid, long size, long seconds)
      throws IOException {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, name.length);
    octal(block, 100, 7, mode);
    octal(block, 108, 7, uid);
    octal(block, 116, 7, gid);
    octal(block, 124, 11, size);
    octal(block, 136, 11, seconds);
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    System.arraycopy(target, 0, block, 157, target.length);
    System.arraycopy(ascii("ustar\00000"), 0, block, 257, 8);
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 6, sum);
    block[154] = 0;
    out.write(block);
  }

  private static void octal(byte[] block, int offset, int digits, long value) {
    String text = Long.toOctalString(value);
    byte[] padded = ascii("0".repeat(digits - text.length()) + text);
    System.arraycopy(padded, 0, block, offset, digits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }
}
