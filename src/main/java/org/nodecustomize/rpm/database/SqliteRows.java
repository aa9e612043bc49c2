package org.nodecustomize.rpm.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The table {@code Packages} of an SQLite database. Layout: "Database File Format"
 * (https://www.sqlite.org/fileformat2.html), sections 1.3 (header), 1.6 (b-tree pages), 1.7 (overflow
 * pages), 2.1 (records) and 2.6 (schema table). rpm's table has the columns {@code hnum INTEGER
 * PRIMARY KEY}, which is the row number, and {@code blob}.
 */
final class SqliteRows implements Rows {
  private static final String TABLE = "Packages";
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 100;
  private static final int LEAF = 13;
  private static final int INTERIOR = 5;

  /** A page has at least two children, and there are less than 2^32 pages. */
  private static final int MAX_DEPTH = 32;

  private final PageReader pages;
  private final int usable;

  private SqliteRows(PageReader pages, int usable) {
    this.pages = pages;
    this.usable = usable;
  }

  static SqliteRows open(DatabaseBytes bytes) throws IOException, BadDatabaseException {
    if (bytes.size() < HEADER) {
      throw PageReader.bad("expected at least %d bytes but was %,d", HEADER, bytes.size());
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    bytes.read(0, header);
    header.flip();
    if (!Arrays.equals(MAGIC, 0, MAGIC.length, header.array(), 0, MAGIC.length)) {
      throw new BadDatabaseException("not an SQLite database");
    }
    int stored = Short.toUnsignedInt(header.getShort(16));
    int pageSize = stored == 1 ? 65_536 : stored;
    if (pageSize < 512 || Integer.bitCount(pageSize) != 1) {
      throw PageReader.bad(
          "expected a page size that is a power of two from 512 on but was %,d", pageSize);
    }
    int readVersion = header.get(19);
    if (readVersion != 1 && readVersion != 2) {
      throw PageReader.unsupported("expected read version 1 or 2 but was %d", readVersion);
    }
    int usable = pageSize - Byte.toUnsignedInt(header.get(20));
    if (usable < 480) {
      throw PageReader.bad("expected pages of at least 480 usable bytes but was %d", usable);
    }
    int encoding = header.getInt(56);
    if (encoding != 1) {
      throw PageReader.unsupported("expected text encoding 1 (UTF-8) but was %d", encoding);
    }
    return new SqliteRows(new PageReader(bytes, pageSize, ByteOrder.BIG_ENDIAN), usable);
  }

  @Override
  public void forEach(Visitor visitor) throws IOException, BadDatabaseException {
    RootFinder finder = new RootFinder();
    walk(1, 0, finder);
    if (finder.root.isEmpty()) {
      throw PageReader.bad("there is no table %s", TABLE);
    }
    walk(
        finder.root.get(),
        0,
        (number, payload) -> {
          SqliteRecord columns = SqliteRecord.of(payload);
          byte[] blob =
              columns.bytes(1).orElseThrow(() -> PageReader.bad("row %,d has no header", number));
          visitor.row(number, blob);
        });
  }

  /** Is told the rows of a table. */
  @FunctionalInterface
  private interface Cells {
    void cell(long number, byte[] payload) throws BadDatabaseException;
  }

  /** Looks for the table in the schema table: type, name, table, root page, text. */
  private static final class RootFinder implements Cells {
    private Optional<Long> root = Optional.empty();

    @Override
    public void cell(long number, byte[] payload) throws BadDatabaseException {
      SqliteRecord columns = SqliteRecord.of(payload);
      if (columns.text(0).equals(Optional.of("table"))
          && columns.text(1).equals(Optional.of(TABLE))) {
        root = columns.number(3);
      }
    }
  }

  private void walk(long pageNumber, int depth, Cells cells)
      throws IOException, BadDatabaseException {
    if (depth > MAX_DEPTH) {
      throw PageReader.bad("a table is more than %d pages deep", MAX_DEPTH);
    }
    // Pages are numbered from 1, and the first has the file's header before its own.
    ByteBuffer page = pages.page(pageNumber - 1);
    int start = pageNumber == 1 ? HEADER : 0;
    int type = page.get(start);
    if (type != LEAF && type != INTERIOR) {
      throw PageReader.bad(
          "expected page %,d to be part of a table but was type %d", pageNumber, type);
    }
    int count = Short.toUnsignedInt(page.getShort(start + 3));
    int pointers = start + (type == LEAF ? 8 : 12);
    if (pointers + 2 * count > usable) {
      throw PageReader.bad("page %,d has no room for %,d cells", pageNumber, count);
    }
    for (int i = 0; i < count; i++) {
      int at = Short.toUnsignedInt(page.getShort(pointers + 2 * i));
      if (at < pointers + 2 * count || at > usable - 4) {
        throw PageReader.bad("page %,d has a cell at %,d", pageNumber, at);
      }
      page.position(at).limit(usable);
      if (type == INTERIOR) {
        walk(Integer.toUnsignedLong(page.getInt(at)), depth + 1, cells);
      } else {
        leafCell(page, cells);
      }
      page.limit(page.capacity());
    }
    if (type == INTERIOR) {
      walk(Integer.toUnsignedLong(page.getInt(start + 8)), depth + 1, cells);
    }
  }

  private void leafCell(ByteBuffer page, Cells cells) throws IOException, BadDatabaseException {
    long length = SqliteRecord.varint(page);
    long number = SqliteRecord.varint(page);
    byte[] payload = pages.content(length);
    int local = local(payload.length);
    if (local > page.remaining()) {
      throw PageReader.bad("row %,d does not fit in its page", number);
    }
    page.get(payload, 0, local);
    if (local < payload.length) {
      if (page.remaining() < Integer.BYTES) {
        throw PageReader.bad("row %,d does not fit in its page", number);
      }
      overflow(Integer.toUnsignedLong(page.getInt()), payload, local);
    }
    cells.cell(number, payload);
  }

  /** How much of a payload lies in the page of the table; the format's text has this calculation. */
  private int local(int length) {
    int most = usable - 35;
    if (length <= most) {
      return length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int rest = least + (length - least) % (usable - 4);
    return rest <= most ? rest : least;
  }

  private void overflow(long first, byte[] payload, int from)
      throws IOException, BadDatabaseException {
    long next = first;
    int at = from;
    while (at < payload.length) {
      ByteBuffer page = pages.page(next - 1);
      next = Integer.toUnsignedLong(page.getInt());
      int count = Math.min(usable - Integer.BYTES, payload.length - at);
      page.get(payload, at, count);
      at += count;
    }
  }
}
