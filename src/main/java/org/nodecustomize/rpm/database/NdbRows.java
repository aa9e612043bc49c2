package org.nodecustomize.rpm.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.Adler32;

/**
 * The file {@code Packages.db} of rpm's own back end (ndb). Layout after rpm's {@code
 * lib/backend/ndb/rpmpkg.c}; all numbers are little-endian 32-bit:
 *
 * <ul>
 *   <li>header of 32 bytes: magic {@code RpmP}, version 0, generation, number of slot pages, next
 *       header number;
 *   <li>slots of 16 bytes up to the end of the slot pages of 4 KiB: magic {@code Slot}, header
 *       number, place (0 for a free slot) and length of the blob in blocks of 16 bytes;
 *   <li>blobs: magic {@code BlbS}, header number, generation, length; the header; zeroes up to the
 *       tail, which ends the last block: Adler-32 of all before it, length, magic {@code BlbE}.
 * </ul>
 */
final class NdbRows implements Rows {
  private static final int MAGIC = 0x506d7052;
  private static final int SLOT_MAGIC = 0x746f6c53;
  private static final int BLOB_START_MAGIC = 0x53626c42;
  private static final int BLOB_END_MAGIC = 0x45626c42;
  private static final int HEADER = 32;
  private static final int SLOT_PAGE = 4096;
  private static final int SLOT = 16;
  private static final int BLOCK = 16;
  private static final int BLOB_HEAD = 16;
  private static final int BLOB_TAIL = 12;

  /** Room for a million packages. */
  private static final int MAX_SLOT_PAGES = 4096;

  private final DatabaseBytes bytes;
  private final PageReader pages;
  private final long slotPages;

  private NdbRows(DatabaseBytes bytes, PageReader pages, long slotPages) {
    this.bytes = bytes;
    this.pages = pages;
    this.slotPages = slotPages;
  }

  static NdbRows open(DatabaseBytes bytes) throws IOException, BadDatabaseException {
    if (bytes.size() < SLOT_PAGE) {
      throw PageReader.bad("expected at least %,d bytes but was %,d", SLOT_PAGE, bytes.size());
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(0, header);
    header.flip();
    if (header.getInt(0) != MAGIC) {
      throw new BadDatabaseException("not an ndb database");
    }
    if (header.getInt(4) != 0) {
      throw PageReader.unsupported("expected version 0 but was %d", header.getInt(4));
    }
    PageReader pages = new PageReader(bytes, SLOT_PAGE, ByteOrder.LITTLE_ENDIAN);
    long slotPages = Integer.toUnsignedLong(header.getInt(12));
    long most = Math.min(pages.pages(), MAX_SLOT_PAGES);
    if (slotPages < 1 || slotPages > most) {
      throw PageReader.bad("expected 1 to %,d slot pages but was %,d", most, slotPages);
    }
    return new NdbRows(bytes, pages, slotPages);
  }

  /** A slot that is in use: which header, and where it lies in bytes. */
  private record Slot(long instance, long offset, long length) {}

  @Override
  public void forEach(Visitor visitor) throws IOException, BadDatabaseException {
    List<Slot> slots = new ArrayList<>();
    for (long number = 0; number < slotPages; number++) {
      ByteBuffer page = pages.page(number);
      for (int at = number == 0 ? HEADER : 0; at < SLOT_PAGE; at += SLOT) {
        if (page.getInt(at) != SLOT_MAGIC) {
          throw PageReader.bad("slot page %,d has no slot at %,d", number, at);
        }
        long offset = Integer.toUnsignedLong(page.getInt(at + 8)) * BLOCK;
        if (offset != 0) {
          long instance = Integer.toUnsignedLong(page.getInt(at + 4));
          long length = Integer.toUnsignedLong(page.getInt(at + 12)) * BLOCK;
          slots.add(new Slot(instance, offset, length));
        }
      }
    }
    slots.sort(Comparator.comparingLong(Slot::offset));
    for (Slot slot : slots) {
      visitor.row(slot.instance, blob(slot.instance, slot.offset, slot.length));
    }
  }

  private byte[] blob(long instance, long offset, long length)
      throws IOException, BadDatabaseException {
    boolean placed =
        offset >= slotPages * SLOT_PAGE
            && length >= BLOB_HEAD + BLOB_TAIL
            && offset <= bytes.size() - length;
    if (!placed) {
      throw PageReader.bad("header %,d is said to be %,d bytes at %,d", instance, length, offset);
    }
    byte[] raw = pages.content(length);
    ByteBuffer blob = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(offset, blob);
    int tail = raw.length - BLOB_TAIL;
    long size = Integer.toUnsignedLong(blob.getInt(12));
    boolean framed =
        blob.getInt(0) == BLOB_START_MAGIC
            && Integer.toUnsignedLong(blob.getInt(4)) == instance
            && blob.getInt(raw.length - 4) == BLOB_END_MAGIC
            && Integer.toUnsignedLong(blob.getInt(raw.length - 8)) == size
            && size <= tail - BLOB_HEAD;
    if (!framed) {
      throw PageReader.bad("header %,d is not where its slot says", instance);
    }
    Adler32 sum = new Adler32();
    sum.update(raw, 0, tail);
    if (sum.getValue() != Integer.toUnsignedLong(blob.getInt(tail))) {
      throw PageReader.bad("header %,d does not have the checksum that it should have", instance);
    }
    byte[] header = new byte[(int) size];
    blob.get(BLOB_HEAD, header);
    return header;
  }
}
