package org.nodecustomize.rpm.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Locale;

/**
 * Reads the pages of a database, none more often than once and never more content than the file has
 * bytes: a damaged file can neither lead in a circle nor multiply itself.
 */
final class PageReader {
  /** More than a header may have; larger content need not be read to be refused. */
  private static final long MAX_CONTENT = 72L << 20;

  private final DatabaseBytes bytes;
  private final int pageSize;
  private final long pages;
  private final ByteOrder order;
  private final BitSet visited = new BitSet();
  private long budget;

  /**
   * Over the pages of a file.
   *
   * @param pageSize bytes; what is left at the end of the file is no page
   */
  PageReader(DatabaseBytes bytes, int pageSize, ByteOrder order) {
    this.bytes = bytes;
    this.pageSize = pageSize;
    this.pages = bytes.size() / pageSize;
    this.order = order;
    this.budget = bytes.size();
  }

  long pages() {
    return pages;
  }

  /**
   * Reads a page.
   *
   * @param number the first page has number 0
   */
  ByteBuffer page(long number) throws IOException, BadDatabaseException {
    if (number < 0 || number >= pages) {
      throw bad("expected a page of %,d but was page %,d", pages, number);
    }
    if (visited.get((int) number)) {
      throw bad("page %,d is used twice", number);
    }
    visited.set((int) number);
    ByteBuffer page = ByteBuffer.allocate(pageSize).order(order);
    bytes.read(number * pageSize, page);
    return page.flip();
  }

  /** Memory for content that the file claims to have. */
  byte[] content(long length) throws BadDatabaseException {
    long most = Math.min(budget, MAX_CONTENT);
    if (length < 0 || length > most) {
      throw bad("expected content of at most %,d bytes but was %,d", most, length);
    }
    budget -= length;
    return new byte[(int) length];
  }

  static BadDatabaseException bad(String format, Object... values) {
    return new BadDatabaseException("bad database: " + String.format(Locale.ROOT, format, values));
  }

  static BadDatabaseException unsupported(String format, Object... values) {
    return new BadDatabaseException(
        "unsupported database: " + String.format(Locale.ROOT, format, values));
  }
}
