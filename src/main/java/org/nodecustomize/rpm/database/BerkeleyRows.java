package org.nodecustomize.rpm.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The file {@code Packages} of rpm's Berkeley DB back end: a hash table of header numbers to headers.
 *
 * <p>Layout after Berkeley DB's {@code dbinc/db_page.h}: a metadata page; buckets, each a chain of
 * pages; values that are larger than a page in chains of overflow pages. The page of bucket {@code b}
 * is {@code b + spares[ceil(log2(b + 1))]}. All numbers are in the byte order of the machine that made
 * the file, and so are the keys.
 */
final class BerkeleyRows implements Rows {
  private static final int MAGIC = 0x00061561;
  private static final int META_BYTES = 512;
  private static final int PAGE_HEADER = 26;
  private static final int SPARES = 32;

  private static final int OVERFLOW_PAGE = 7;
  private static final int META_PAGE = 8;
  private static final int UNSORTED_HASH_PAGE = 2;
  private static final int HASH_PAGE = 13;

  private static final int ON_PAGE = 1;
  private static final int OFF_PAGE = 3;
  private static final int OFF_PAGE_ITEM_BYTES = 12;

  /** The pages carry a checksum, which makes their headers longer; rpm never asked for it. */
  private static final int CHECKSUM_FLAG = 1;

  private final PageReader pages;
  private final int pageSize;
  private final long buckets;
  private final int[] spares;

  private BerkeleyRows(PageReader pages, int pageSize, long buckets, int[] spares) {
    this.pages = pages;
    this.pageSize = pageSize;
    this.buckets = buckets;
    this.spares = spares;
  }

  static BerkeleyRows open(DatabaseBytes bytes) throws IOException, BadDatabaseException {
    if (bytes.size() < META_BYTES) {
      throw PageReader.bad("expected at least %d bytes but was %,d", META_BYTES, bytes.size());
    }
    ByteBuffer meta = ByteBuffer.allocate(META_BYTES);
    bytes.read(0, meta);
    meta.flip().order(ByteOrder.LITTLE_ENDIAN);
    if (meta.getInt(12) != MAGIC) {
      meta.order(ByteOrder.BIG_ENDIAN);
    }
    if (meta.getInt(12) != MAGIC) {
      throw new BadDatabaseException("not a Berkeley DB hash table");
    }
    int version = meta.getInt(16);
    if (version < 8 || version > 10) {
      throw PageReader.unsupported("expected a hash table of version 8 to 10 but was %d", version);
    }
    int pageSize = meta.getInt(20);
    if (pageSize < 512 || pageSize > 65_536 || Integer.bitCount(pageSize) != 1) {
      throw PageReader.bad(
          "expected a page size that is a power of two from 512 to 65,536 but was %,d", pageSize);
    }
    if (meta.get(25) != META_PAGE) {
      throw PageReader.bad("expected a first page of type %d but was %d", META_PAGE, meta.get(25));
    }
    if (meta.get(24) != 0 || (meta.get(26) & CHECKSUM_FLAG) != 0) {
      throw PageReader.unsupported("its pages are encrypted or have checksums");
    }
    PageReader pages = new PageReader(bytes, pageSize, meta.order());
    long buckets = Integer.toUnsignedLong(meta.getInt(72)) + 1;
    if (buckets > pages.pages()) {
      throw PageReader.bad("expected at most %,d buckets but was %,d", pages.pages(), buckets);
    }
    int[] spares = new int[SPARES];
    for (int i = 0; i < SPARES; i++) {
      spares[i] = meta.getInt(96 + 4 * i);
    }
    return new BerkeleyRows(pages, pageSize, buckets, spares);
  }

  @Override
  public void forEach(Visitor visitor) throws IOException, BadDatabaseException {
    for (long bucket = 0; bucket < buckets; bucket++) {
      int doubling = 64 - Long.numberOfLeadingZeros(bucket);
      if (doubling >= SPARES) {
        throw PageReader.bad("bucket %,d has no page", bucket);
      }
      long next = Integer.toUnsignedLong((int) bucket + spares[doubling]);
      do {
        next = bucketPage(next, visitor);
      } while (next != 0);
    }
  }

  /** Visits the pairs of a page and gives the number of the next page of its bucket, 0 for none. */
  private long bucketPage(long number, Visitor visitor) throws IOException, BadDatabaseException {
    ByteBuffer page = pages.page(number);
    int type = page.get(25);
    int entries = Short.toUnsignedInt(page.getShort(20));
    if (type == 0 && entries == 0) {
      // Buckets get their pages in advance; Berkeley DB initializes each when it is first used.
      return 0;
    }
    if (type != HASH_PAGE && type != UNSORTED_HASH_PAGE) {
      throw PageReader.bad("expected page %,d to be a bucket but was type %d", number, type);
    }
    if (entries % 2 != 0 || PAGE_HEADER + 2 * entries > pageSize) {
      throw PageReader.bad("page %,d has %,d entries", number, entries);
    }
    int end = pageSize;
    for (int i = 0; i < entries; i += 2) {
      int key = itemStart(page, number, i, entries, end);
      int value = itemStart(page, number, i + 1, entries, key);
      long instance = key(page, number, key, end);
      // The pair of key 0 holds the highest number that was given to a header.
      if (instance != 0) {
        visitor.row(instance, value(page, number, value, key));
      }
      end = value;
    }
    return Integer.toUnsignedLong(page.getInt(16));
  }

  /** Items lie from the end of the page on, each right before the last. */
  private static int itemStart(ByteBuffer page, long number, int index, int entries, int end)
      throws BadDatabaseException {
    int start = Short.toUnsignedInt(page.getShort(PAGE_HEADER + 2 * index));
    if (start < PAGE_HEADER + 2 * entries || start >= end) {
      throw PageReader.bad("page %,d has an item at %,d", number, start);
    }
    return start;
  }

  private static long key(ByteBuffer page, long number, int start, int end)
      throws BadDatabaseException {
    if (page.get(start) != ON_PAGE || end - start != 1 + Integer.BYTES) {
      throw PageReader.bad("expected keys of 4 bytes but page %,d has another", number);
    }
    return Integer.toUnsignedLong(page.getInt(start + 1));
  }

  private byte[] value(ByteBuffer page, long number, int start, int end)
      throws IOException, BadDatabaseException {
    int type = page.get(start);
    if (type == ON_PAGE) {
      byte[] value = pages.content(end - start - 1);
      page.get(start + 1, value);
      return value;
    }
    if (type != OFF_PAGE || end - start != OFF_PAGE_ITEM_BYTES) {
      throw PageReader.bad("page %,d has a value of type %d", number, type);
    }
    long first = Integer.toUnsignedLong(page.getInt(start + 4));
    return overflow(first, pages.content(Integer.toUnsignedLong(page.getInt(start + 8))));
  }

  private byte[] overflow(long first, byte[] value) throws IOException, BadDatabaseException {
    long next = first;
    int at = 0;
    while (at < value.length) {
      ByteBuffer page = pages.page(next);
      int length = Short.toUnsignedInt(page.getShort(22));
      if (page.get(25) != OVERFLOW_PAGE) {
        throw PageReader.bad("expected page %,d to continue a value but it does not", next);
      }
      if (length < 1 || length > pageSize - PAGE_HEADER || length > value.length - at) {
        throw PageReader.bad("page %,d continues a value with %,d bytes", next, length);
      }
      page.get(PAGE_HEADER, value, at, length);
      at += length;
      next = Integer.toUnsignedLong(page.getInt(16));
    }
    return value;
  }
}
