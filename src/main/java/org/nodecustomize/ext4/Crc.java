package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/**
 * The checksums of ext4's metadata, see the kernel's Documentation/filesystems/ext4/checksums.rst.
 * They are chained: the result for one part is the seed for the next, without a final inversion.
 */
final class Crc {
  /** What a chain begins with. */
  static final int START = -1;

  private static final int CASTAGNOLI = 0x82F63B78;
  private static final int CRC16 = 0xA001;

  private static final int[] TABLE = table(CASTAGNOLI);
  private static final int[] TABLE_16 = table(CRC16);

  private Crc() {}

  private static int[] table(int polynomial) {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ polynomial;
      }
      table[i] = value;
    }
    return table;
  }

  /** CRC-32C over a part of a buffer that has an array. */
  static int crc32c(int seed, ByteBuffer bytes, int from, int to) {
    byte[] array = bytes.array();
    int start = bytes.arrayOffset();
    int crc = seed;
    for (int i = start + from; i < start + to; i++) {
      crc = crc >>> 8 ^ TABLE[(crc ^ array[i]) & 0xff];
    }
    return crc;
  }

  /** CRC-32C over the 4 bytes of a little-endian number. */
  static int crc32c(int seed, int value) {
    int crc = seed;
    for (int i = 0; i < 32; i += 8) {
      crc = crc >>> 8 ^ TABLE[(crc ^ value >>> i) & 0xff];
    }
    return crc;
  }

  /** CRC-32C over some zero bytes: in the place of a field that holds the checksum itself. */
  static int crc32cZeroes(int seed, int count) {
    int crc = seed;
    for (int i = 0; i < count; i++) {
      crc = crc >>> 8 ^ TABLE[crc & 0xff];
    }
    return crc;
  }

  /** CRC-16 over a part of a buffer that has an array; 16 bits. */
  static int crc16(int seed, ByteBuffer bytes, int from, int to) {
    int crc = seed & 0xffff;
    for (int i = from; i < to; i++) {
      crc = crc >>> 8 ^ TABLE_16[(crc ^ bytes.get(i)) & 0xff];
    }
    return crc;
  }

  /** CRC-16 over the 4 bytes of a little-endian number. */
  static int crc16(int seed, int value) {
    int crc = seed & 0xffff;
    for (int i = 0; i < 32; i += 8) {
      crc = crc >>> 8 ^ TABLE_16[(crc ^ value >>> i) & 0xff];
    }
    return crc;
  }
}
