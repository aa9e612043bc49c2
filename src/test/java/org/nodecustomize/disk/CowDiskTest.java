package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CowDiskTest {
  private static final int SIZE = 300_000;

  private final byte[] original = randomBytes(SIZE, 1);

  @Test
  void readsAsTheBaseUntilItIsWritten(@TempDir Path scratch) {
    try (CowDisk disk = CowDisk.over(new MemorySource(original), scratch)) {
      assertArrayEquals(original, read(disk, 0, SIZE));
      assertEquals(new BitSet(), disk.dirtyBlocks(4096));
      assertEquals(0, disk.writtenBytes());
    }
  }

  @Test
  void freeSpaceOfTheBaseThatIsTrimmedStaysAsItWas(@TempDir Path scratch) {
    try (CowDisk disk = CowDisk.over(new MemorySource(original), scratch)) {
      BitSet free = new BitSet();
      free.set(4, 8);
      disk.freeInBase(free);
      byte[] noise = randomBytes(3 * 4096, 2);
      disk.write(3 * 4096, ByteBuffer.wrap(noise));
      assertEquals(bits(3, 4, 5), disk.dirtyBlocks(4096));

      // A temporary file in what was free is forgotten; a file that the base had is zero.
      disk.trim(2 * 4096, 4 * 4096);
      byte[] expected = original.clone();
      Arrays.fill(expected, 2 * 4096, 4 * 4096, (byte) 0);
      assertArrayEquals(expected, read(disk, 0, SIZE));
      assertEquals(bits(2, 3), disk.changedGranules());
      assertEquals(bits(0), disk.dirtyBlocks(16_384), "of the second block half is in use");

      // When all of a block is free, it need not be stored.
      disk.trim(6 * 4096, 2 * 4096);
      assertEquals(bits(0, 1), disk.dirtyBlocks(16_384));
      assertTrue(disk.isZeroed(16_384, 16_384));
      assertFalse(disk.isZeroed(0, 16_384));

      // Zeroes that are written are no trim.
      disk.writeZeroes(4 * 4096, 4096);
      Arrays.fill(expected, 4 * 4096, 5 * 4096, (byte) 0);
      assertArrayEquals(expected, read(disk, 0, SIZE));
      disk.write(5 * 4096 + 10, ByteBuffer.wrap(new byte[] {7}));
      expected[5 * 4096 + 10] = 7;
      assertArrayEquals(expected, read(disk, 0, SIZE));
      assertFalse(disk.isZeroed(16_384, 16_384));
      assertEquals(bits(0, 1), disk.dirtyBlocks(16_384));
      ByteBuffer content = ByteBuffer.wrap(Arrays.copyOfRange(original, 16_384, 32_768));
      disk.overlay(16_384, content);
      assertArrayEquals(Arrays.copyOfRange(expected, 16_384, 32_768), content.array());
    }
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  @Test
  void leavesNoFileWhileItIsOpen(@TempDir Path scratch) throws IOException {
    try (CowDisk disk = CowDisk.over(new MemorySource(original), scratch)) {
      disk.write(5, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      try (Stream<Path> files = Files.list(scratch)) {
        assertEquals(0, files.count());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesAsAnArrayDoes(long seed, @TempDir Path scratch) {
    Random random = new Random(seed);
    byte[] expected = original.clone();
    BitSet touched = new BitSet();
    try (CowDisk disk = CowDisk.over(new MemorySource(original), scratch)) {
      for (int i = 0; i < 300; i++) {
        int from = random.nextInt(expected.length + 1);
        int length = random.nextInt(Math.min(40_000, expected.length - from + 1));
        if (random.nextInt(4) == 0) {
          from = from / 4096 * 4096;
        }
        if (random.nextInt(8) == 0) {
          length = expected.length - from;
        }
        switch (random.nextInt(5)) {
          case 0 -> {
            byte[] bytes = randomBytes(length, random.nextLong());
            disk.write(from, ByteBuffer.wrap(bytes));
            System.arraycopy(bytes, 0, expected, from, length);
            touch(touched, from, length);
          }
          case 1 -> {
            disk.writeZeroes(from, length);
            Arrays.fill(expected, from, from + length, (byte) 0);
            touch(touched, from, length);
          }
          case 2 -> {
            disk.trim(from, length);
            int first = (from + 4095) / 4096 * 4096;
            int end = from + length;
            int last = end == expected.length ? end : end / 4096 * 4096;
            if (first < last) {
              Arrays.fill(expected, first, last, (byte) 0);
              touch(touched, first, last - first);
            }
          }
          case 3 -> {
            if (i % 10 == 0) {
              int larger = expected.length + random.nextInt(10_000);
              disk.grow(larger);
              expected = Arrays.copyOf(expected, larger);
            }
          }
          default ->
              assertArrayEquals(
                  Arrays.copyOfRange(expected, from, from + length), read(disk, from, length));
        }
      }
      assertArrayEquals(expected, read(disk, 0, expected.length));
      assertOverlayGivesTheSame(disk, expected);
      BitSet unexpected = disk.dirtyBlocks(8192);
      unexpected.andNot(touched);
      assertEquals(new BitSet(), unexpected, "dirty although never touched");
    }
  }

  private void assertOverlayGivesTheSame(CowDisk disk, byte[] expected) {
    for (int block = 0; block * 8192 < expected.length; block++) {
      int from = block * 8192;
      int length = Math.min(8192, expected.length - from);
      byte[] content = new byte[length];
      if (from < SIZE) {
        System.arraycopy(original, from, content, 0, Math.min(length, SIZE - from));
      }
      boolean dirty = disk.dirtyBlocks(8192).get(block);
      byte[] before = content.clone();
      disk.overlay(from, ByteBuffer.wrap(content));
      assertArrayEquals(Arrays.copyOfRange(expected, from, from + length), content);
      if (!dirty) {
        assertArrayEquals(before, content, "clean block " + block);
      }
    }
  }

  @Test
  void countsWhatWasWrittenAndTrimmed(@TempDir Path scratch) {
    try (CowDisk disk = CowDisk.over(new MemorySource(original), scratch)) {
      disk.write(4095, ByteBuffer.wrap(new byte[2]));
      assertEquals(8192, disk.writtenBytes());
      disk.trim(0, 4096 * 3);
      assertEquals(0, disk.writtenBytes());
      assertEquals(4096 * 3, disk.zeroedBytes());
      disk.trim(4096 * 5 + 1, 4096);
      assertEquals(4096 * 3, disk.zeroedBytes(), "no whole granule lies in the range");
      BitSet expected = new BitSet();
      expected.set(0);
      assertEquals(expected, disk.dirtyBlocks(1 << 20));
    }
  }

  @Test
  void refusesRangesOutsideTheDisk(@TempDir Path scratch) {
    try (CowDisk disk = CowDisk.over(new MemorySource(original), scratch)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      assertThrows(IndexOutOfBoundsException.class, () -> disk.read(SIZE - 1, two));
      assertThrows(IndexOutOfBoundsException.class, () -> disk.write(SIZE - 1, two));
      assertThrows(IndexOutOfBoundsException.class, () -> disk.write(-1, two));
      assertThrows(IndexOutOfBoundsException.class, () -> disk.trim(0, SIZE + 1));
      assertThrows(
          IndexOutOfBoundsException.class, () -> disk.writeZeroes(Long.MAX_VALUE, Long.MAX_VALUE));
      assertThrows(IllegalArgumentException.class, () -> disk.grow(SIZE - 1));
      assertEquals(0, disk.writtenBytes() + disk.zeroedBytes());
    }
  }

  private static void touch(BitSet touched, int from, int length) {
    if (length > 0) {
      touched.set(from / 8192, (from + length - 1) / 8192 + 1);
    }
  }

  private static byte[] read(CowDisk disk, int offset, int length) {
    ByteBuffer target = ByteBuffer.allocate(length);
    disk.read(offset, target);
    return target.array();
  }

  private static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
