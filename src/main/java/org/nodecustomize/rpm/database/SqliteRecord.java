package org.nodecustomize.rpm.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a row: the length of the header, a serial type for each column, the values ("Database
 * File Format", section 2.1).
 */
final class SqliteRecord {
  /** No table of rpm has more than five. */
  private static final int MAX_COLUMNS = 64;

  private final byte[] payload;
  private final List<Column> columns;

  /** A value: its serial type and where it lies. */
  private record Column(long type, int offset, int length) {}

  private SqliteRecord(byte[] payload, List<Column> columns) {
    this.payload = payload;
    this.columns = columns;
  }

  static SqliteRecord of(byte[] payload) throws BadDatabaseException {
    ByteBuffer header = ByteBuffer.wrap(payload);
    long headerLength = varint(header);
    if (headerLength < header.position() || headerLength > payload.length) {
      throw PageReader.bad(
          "expected a row header of at most %,d bytes but was %,d", payload.length, headerLength);
    }
    header.limit((int) headerLength);
    List<Column> columns = new ArrayList<>();
    long at = headerLength;
    while (header.hasRemaining() && columns.size() < MAX_COLUMNS) {
      long type = varint(header);
      long length = length(type);
      if (length > payload.length - at) {
        throw PageReader.bad(
            "expected a value of at most %,d bytes but was %,d", payload.length - at, length);
      }
      columns.add(new Column(type, (int) at, (int) length));
      at += length;
    }
    return new SqliteRecord(payload, List.copyOf(columns));
  }

  /** A binary value or text, as bytes. */
  Optional<byte[]> bytes(int index) {
    return column(index)
        .filter(c -> c.type >= 12)
        .map(c -> Arrays.copyOfRange(payload, c.offset, c.offset + c.length));
  }

  Optional<String> text(int index) {
    return column(index)
        .filter(c -> c.type >= 13 && c.type % 2 == 1)
        .map(c -> new String(payload, c.offset, c.length, StandardCharsets.UTF_8));
  }

  /** A whole number. */
  Optional<Long> number(int index) {
    return column(index)
        .filter(c -> (c.type >= 1 && c.type <= 6) || c.type == 8 || c.type == 9)
        .map(this::number);
  }

  private long number(Column column) {
    if (column.type >= 8) {
      return column.type - 8;
    }
    long value = payload[column.offset];
    for (int i = 1; i < column.length; i++) {
      value = value << 8 | Byte.toUnsignedInt(payload[column.offset + i]);
    }
    return value;
  }

  private Optional<Column> column(int index) {
    return index < columns.size() ? Optional.of(columns.get(index)) : Optional.empty();
  }

  private static long length(long type) throws BadDatabaseException {
    if (type >= 0 && type <= 4) {
      return type;
    }
    if (type == 5) {
      return 6;
    }
    if (type == 6 || type == 7) {
      return 8;
    }
    if (type == 8 || type == 9) {
      return 0;
    }
    if (type < 12) {
      throw PageReader.bad("expected a type of a value but was %,d", type);
    }
    return (type - 12) / 2;
  }

  /** Up to nine bytes, seven bits of each but all eight of the ninth, the highest first. */
  static long varint(ByteBuffer bytes) throws BadDatabaseException {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      if (!bytes.hasRemaining()) {
        throw PageReader.bad("a number goes beyond its page");
      }
      int one = bytes.get();
      if (i == 8) {
        return value << 8 | (one & 0xff);
      }
      value = value << 7 | (one & 0x7f);
      if (one >= 0) {
        return value;
      }
    }
    return value;
  }
}
