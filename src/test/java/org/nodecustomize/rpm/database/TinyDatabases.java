package org.nodecustomize.rpm.database;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;

/** Small databases of each format, made byte by byte. Headers get the numbers 1, 2, 3 and so on. */
public final class TinyDatabases {
  static final int PAGE = 512;

  private TinyDatabases() {}

  static byte[] of(PackageDatabase.Format format, List<byte[]> headers) {
    return switch (format) {
      case SQLITE -> sqlite(headers);
      case NDB -> ndb(headers);
      case BERKELEY -> berkeley(headers, ByteOrder.LITTLE_ENDIAN);
    };
  }

  /** A page for the schema, an interior page, and a leaf with its overflow pages for each header. */
  public static byte[] sqlite(List<byte[]> headers) {
    List<ByteBuffer> pages = new ArrayList<>();
    ByteBuffer schema = page(pages, ByteOrder.BIG_ENDIAN);
    schema.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
    schema.putShort((short) PAGE).put((byte) 2).put((byte) 2).put(20, (byte) 0);
    schema.putInt(56, 1);
    byte[] record = schemaRecord("Packages", 2);
    leaf(schema, 100, record.length, 1, record, 0);
    ByteBuffer interior = page(pages, ByteOrder.BIG_ENDIAN);
    interior.put(0, (byte) 5).putShort(3, (short) (headers.size() - 1));
    for (int i = 0; i < headers.size(); i++) {
      int leafNumber = pages.size() + 1;
      byte[] payload = record(headers.get(i));
      ByteBuffer leaf = page(pages, ByteOrder.BIG_ENDIAN);
      int local = local(payload.length);
      byte[] inPage = new byte[local];
      System.arraycopy(payload, 0, inPage, 0, local);
      leaf(leaf, 0, payload.length, i + 1, inPage, local < payload.length ? leafNumber + 1 : 0);
      for (int at = local; at < payload.length; at += PAGE - 4) {
        ByteBuffer overflow = page(pages, ByteOrder.BIG_ENDIAN);
        int count = Math.min(PAGE - 4, payload.length - at);
        overflow.putInt(at + count < payload.length ? pages.size() + 1 : 0);
        overflow.put(payload, at, count);
      }
      if (i == headers.size() - 1) {
        interior.putInt(8, leafNumber);
      } else {
        int cell = PAGE - 8 * (i + 1);
        interior.putShort(12 + 2 * i, (short) cell);
        interior.putInt(cell, leafNumber).put(cell + 4, (byte) (i + 1));
      }
    }
    return bytes(pages);
  }

  private static byte[] schemaRecord(String table, int root) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    byte[] name = table.getBytes(StandardCharsets.US_ASCII);
    record.writeBytes(new byte[] {6, 23, (byte) (13 + 2 * name.length)});
    record.writeBytes(new byte[] {(byte) (13 + 2 * name.length), 1, 13});
    record.writeBytes("table".getBytes(StandardCharsets.US_ASCII));
    record.writeBytes(name);
    record.writeBytes(name);
    record.write(root);
    return record.toByteArray();
  }

  private static byte[] record(byte[] blob) {
    byte[] type = varint(12 + 2L * blob.length);
    return ByteBuffer.allocate(2 + type.length + blob.length)
        .put((byte) (2 + type.length))
        .put((byte) 0)
        .put(type)
        .put(blob)
        .array();
  }

  private static void leaf(
      ByteBuffer page, int start, int length, int number, byte[] local, int overflow) {
    byte[] size = varint(length);
    int cell = PAGE - size.length - 1 - local.length - (overflow > 0 ? 4 : 0);
    page.put(start, (byte) 13).putShort(start + 3, (short) 1).putShort(start + 8, (short) cell);
    page.position(cell).put(size).put((byte) number).put(local);
    if (overflow > 0) {
      page.putInt(overflow);
    }
  }

  private static int local(int length) {
    int least = (PAGE - 12) * 32 / 255 - 23;
    int rest = least + (length - least) % (PAGE - 4);
    return length <= PAGE - 35 ? length : rest <= PAGE - 35 ? rest : least;
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int shift = 21; shift > 0; shift -= 7) {
      if (value >> shift != 0) {
        bytes.write((int) ((value >> shift & 0x7f) | 0x80));
      }
    }
    bytes.write((int) (value & 0x7f));
    return bytes.toByteArray();
  }

  /** Two buckets, the second with a chain of two pages; large headers in overflow pages. */
  static byte[] berkeley(List<byte[]> headers, ByteOrder order) {
    List<ByteBuffer> pages = new ArrayList<>();
    ByteBuffer meta = page(pages, order);
    meta.putInt(12, 0x00061561).putInt(16, 9).putInt(20, PAGE).put(25, (byte) 8);
    meta.putInt(72, 1).putInt(96, 1).putInt(100, 1);
    List<ByteBuffer> buckets = List.of(page(pages, order), page(pages, order), page(pages, order));
    for (int i = 0; i < buckets.size(); i++) {
      buckets.get(i).putInt(8, i + 1).put(25, (byte) 13);
    }
    buckets.get(1).putInt(16, 3);
    pair(buckets.get(0), order, 0, new byte[] {1, headers.isEmpty() ? 0 : (byte) 9, 0, 0, 0});
    for (int i = 0; i < headers.size(); i++) {
      byte[] header = headers.get(i);
      ByteBuffer item = ByteBuffer.allocate(header.length < 100 ? header.length + 1 : 12);
      if (header.length < 100) {
        item.put((byte) 1).put(header);
      } else {
        item.order(order).put((byte) 3).putInt(4, pages.size()).putInt(8, header.length);
        for (int at = 0; at < header.length; at += PAGE - 26) {
          int number = pages.size();
          ByteBuffer overflow = page(pages, order);
          int count = Math.min(PAGE - 26, header.length - at);
          overflow.putInt(8, number).put(25, (byte) 7).putShort(22, (short) count);
          overflow.putInt(16, at + count < header.length ? number + 1 : 0);
          overflow.put(26, header, at, count);
        }
      }
      pair(buckets.get(i % buckets.size()), order, i + 1, item.array());
    }
    return bytes(pages);
  }

  private static void pair(ByteBuffer page, ByteOrder order, int number, byte[] value) {
    item(page, ByteBuffer.allocate(5).order(order).put((byte) 1).putInt(number).array());
    item(page, value);
  }

  private static void item(ByteBuffer page, byte[] item) {
    int entries = page.getShort(20);
    int end = entries == 0 ? PAGE : page.getShort(26 + 2 * (entries - 1));
    page.putShort(26 + 2 * entries, (short) (end - item.length));
    page.putShort(20, (short) (entries + 1));
    page.put(end - item.length, item);
  }

  public static byte[] ndb(List<byte[]> headers) {
    ByteArrayOutputStream blobs = new ByteArrayOutputStream();
    ByteBuffer slots = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    slots.put("RpmP".getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(1).putInt(1);
    slots.putInt(headers.size() + 1).position(32);
    for (int i = 0; i < headers.size(); i++) {
      byte[] header = headers.get(i);
      int blocks = (16 + header.length + 12 + 15) / 16;
      slots.put("Slot".getBytes(StandardCharsets.US_ASCII)).putInt(i + 1);
      slots.putInt((4096 + blobs.size()) / 16).putInt(blocks);
      ByteBuffer blob = ByteBuffer.allocate(16 * blocks).order(ByteOrder.LITTLE_ENDIAN);
      blob.put("BlbS".getBytes(StandardCharsets.US_ASCII)).putInt(i + 1).putInt(1);
      blob.putInt(header.length).put(header);
      Adler32 sum = new Adler32();
      sum.update(blob.array(), 0, blob.capacity() - 12);
      blob.position(blob.capacity() - 12);
      blob.putInt((int) sum.getValue()).putInt(header.length);
      blob.put("BlbE".getBytes(StandardCharsets.US_ASCII));
      blobs.writeBytes(blob.array());
    }
    while (slots.hasRemaining()) {
      slots.put("Slot".getBytes(StandardCharsets.US_ASCII)).putInt(0).putLong(0);
    }
    return ByteBuffer.allocate(4096 + blobs.size())
        .put(slots.flip())
        .put(blobs.toByteArray())
        .array();
  }

  private static ByteBuffer page(List<ByteBuffer> pages, ByteOrder order) {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(order);
    pages.add(page);
    return page;
  }

  private static byte[] bytes(List<ByteBuffer> pages) {
    ByteBuffer all = ByteBuffer.allocate(pages.size() * PAGE);
    pages.forEach(page -> all.put(page.clear()));
    return all.array();
  }
}
