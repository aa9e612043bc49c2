package org.nodecustomize.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A tar stream without the names of users and groups, so that whoever unpacks it goes by the
 * numbers: the names mean the accounts of the tree, not those of the system that unpacks. Everything
 * else passes through as it is. Formats after POSIX pax(1), "ustar Interchange Format" and "pax
 * Header Block", and the GNU tar manual, "Basic Tar Format".
 */
final class NumericOwnerTar extends InputStream {
  private static final int BLOCK = 512;

  /** More than any writer of extended headers makes; they are kept in memory. */
  private static final long LARGEST_EXTENDED_HEADER = 8 << 20;

  private final InputStream source;
  private byte[] ready = new byte[0];
  private int position;
  private long raw;
  private long sizeOverride = -1;
  private boolean ended;

  NumericOwnerTar(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position == ready.length && raw == 0) {
      if (!nextHeader()) {
        return -1;
      }
    }
    if (position < ready.length) {
      int count = Math.min(length, ready.length - position);
      System.arraycopy(ready, position, target, offset, count);
      position += count;
      return count;
    }
    int count = source.read(target, offset, (int) Math.min(length, raw));
    if (count < 0) {
      throw new EOFException("the archive ends in the middle of a file");
    }
    raw -= count;
    return count;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Reads a header into {@code ready} and sets how much passes through behind it. */
  private boolean nextHeader() throws IOException {
    byte[] header = source.readNBytes(BLOCK);
    if (header.length == 0) {
      return false;
    }
    if (header.length < BLOCK) {
      if (ended) {
        return false;
      }
      throw new EOFException("the archive ends in the middle of a header");
    }
    if (isZero(header)) {
      ended = true;
      emit(header);
      return true;
    }
    if (checksum(header) != number(header, 148, 8)) {
      throw new IOException("not a tar header at this place: its checksum is wrong");
    }
    boolean named = !isZero(Arrays.copyOfRange(header, 265, 329));
    Arrays.fill(header, 265, 329, (byte) 0);
    byte type = header[156];
    long size = sizeOverride >= 0 ? sizeOverride : number(header, 124, 12);
    if (size < 0) {
      throw new IOException("a file of negative size");
    }
    if (type == 'x' || type == 'g') {
      extended(header, number(header, 124, 12), type == 'x');
      return true;
    }
    if (type != 'L' && type != 'K') {
      sizeOverride = -1;
    }
    if (named) {
      seal(header);
    }
    emit(header);
    raw = padded(hasContent(type) ? size : 0);
    if (type == 'S' && header[482] != 0) {
      sparseMaps();
    }
    return true;
  }

  /** Old GNU sparse files have more blocks of their map between header and content. */
  private void sparseMaps() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(ready);
    boolean more = true;
    while (more && all.size() < LARGEST_EXTENDED_HEADER) {
      byte[] block = block();
      all.write(block);
      more = block[504] != 0;
    }
    emit(all.toByteArray());
  }

  private void extended(byte[] header, long size, boolean single) throws IOException {
    if (size < 0 || size > LARGEST_EXTENDED_HEADER) {
      throw new IOException("an extended header of " + size + " bytes");
    }
    byte[] records = source.readNBytes((int) padded(size));
    if (records.length < padded(size)) {
      throw new EOFException("the archive ends in the middle of an extended header");
    }
    byte[] kept = keptRecords(Arrays.copyOf(records, (int) size), single);
    putOctal(header, 124, 12, kept.length);
    seal(header);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(header);
    all.write(kept);
    all.write(new byte[(int) (padded(kept.length) - kept.length)]);
    emit(all.toByteArray());
  }

  /** Records are {@code LENGTH KEY=VALUE} and a line end; the length counts all of it. */
  private byte[] keptRecords(byte[] records, boolean single) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int at = 0;
    while (at < records.length) {
      int space = at;
      while (space < records.length && space < at + 10 && records[space] != ' ') {
        space++;
      }
      String digits = new String(records, at, space - at, StandardCharsets.ISO_8859_1);
      int length = digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
      if (length <= space - at + 1 || length > records.length - at) {
        throw new IOException("a bad record in an extended header");
      }
      String record =
          new String(records, space + 1, at + length - space - 1, StandardCharsets.ISO_8859_1);
      if (single && record.matches("size=[0-9]{1,18}\n")) {
        sizeOverride = Long.parseLong(record.substring(5, record.length() - 1));
      }
      if (!record.startsWith("uname=") && !record.startsWith("gname=")) {
        kept.write(records, at, length);
      }
      at += length;
    }
    return kept.toByteArray();
  }

  private void emit(byte[] bytes) {
    ready = bytes;
    position = 0;
  }

  private byte[] block() throws IOException {
    byte[] block = source.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new EOFException("the archive ends in the middle of a header");
    }
    return block;
  }

  /** Links, devices, directories and FIFOs have no content, whatever their size field says. */
  private static boolean hasContent(byte type) {
    return type < '1' || type > '6';
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static void seal(byte[] header) {
    putOctal(header, 148, 7, checksum(header));
    header[155] = ' ';
  }

  /** Sum of all bytes, those of the checksum itself taken as blanks. */
  static long checksum(byte[] header) {
    long sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : header[i] & 0xFF;
    }
    return sum;
  }

  private static void putOctal(byte[] header, int offset, int length, long value) {
    String digits = Long.toOctalString(value);
    String field = "0".repeat(length - 1 - digits.length()) + digits + "\0";
    System.arraycopy(field.getBytes(StandardCharsets.ISO_8859_1), 0, header, offset, length);
  }

  /** Octal digits, or base 256 where the first bit is set; -1 where it is neither. */
  static long number(byte[] header, int offset, int length) {
    if ((header[offset] & 0x80) != 0) {
      long value = header[offset] & 0x7F;
      for (int i = 1; i < length; i++) {
        if (value >> 55 != 0) {
          return -1;
        }
        value = value << 8 | (header[offset + i] & 0xFF);
      }
      return value;
    }
    String text =
        new String(header, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (text.isEmpty()) {
      return 0;
    }
    return text.matches("[0-7]{1,20}") ? Long.parseLong(text, 8) : -1;
  }
}
