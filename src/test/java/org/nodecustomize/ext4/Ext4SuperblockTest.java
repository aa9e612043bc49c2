package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ext4SuperblockTest {

  private static ByteBuffer valid() {
    ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x00, 100).putInt(0x04, 1000).putInt(0x08, 50).putInt(0x0C, 900).putInt(0x10, 89);
    b.putInt(0x18, 2).putShort(0x38, (short) 0xEF53).putShort(0x3A, (short) 1);
    b.putInt(0x5C, 0x4).putInt(0x60, 0x40);
    b.put(0x68, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    b.put(0x78, "LiveOS".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return b;
  }

  private static Optional<Ext4Superblock> read(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return Ext4Superblock.read(bytes);
  }

  @Test
  void theFieldsAreRead() {
    Ext4Superblock superblock = read(valid()).orElseThrow();
    assertEquals(4096, superblock.blockSize());
    assertEquals(4_096_000, superblock.size());
    assertEquals(900, superblock.freeBlocks());
    assertEquals(100, superblock.inodes());
    assertEquals(89, superblock.freeInodes());
    assertEquals(50, superblock.reservedBlocks());
    assertEquals("LiveOS", superblock.label());
    assertEquals(UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f"), superblock.uuid());
    assertEquals("ext4", superblock.type());
    assertTrue(superblock.cleanlyUnmounted());
    assertFalse(superblock.journalNeedsRecovery());
    assertFalse(superblock.errorsRecorded());
  }

  @Test
  void theUpperHalvesCountOnlyWithTheFeature64bit() {
    ByteBuffer b = valid().putInt(0x150, 1);
    assertEquals(1000, read(b).orElseThrow().blocks());
    b.putInt(0x60, 0xC0);
    assertEquals((1L << 32) + 1000, read(b).orElseThrow().blocks());
  }

  @Test
  void theSizeIsWhatDfTells() {
    ByteBuffer b = valid().putInt(0x248, 60);
    assertEquals(940 * 4096, read(b).orElseThrow().usableBytes());
    assertEquals(40 * 4096, read(b).orElseThrow().usedBytes());
    assertEquals(0, read(b.putInt(0x248, 2000)).orElseThrow().usableBytes());
    assertEquals(0, read(b).orElseThrow().usedBytes());
  }

  @Test
  void theOverheadIsCountedWhereItIsNotNoted() {
    // As mke2fs makes a file system of 5 GiB: 40 groups, 8 of them with copies, 64 MiB of journal.
    ByteBuffer b = valid().putInt(0x00, 327_680).putInt(0x04, 1_310_720).putInt(0x20, 32_768);
    b.putInt(0x28, 8_192).putInt(0x4C, 1).putShort(0x58, (short) 256).putShort(0xFE, (short) 64);
    b.putInt(0x60, 0x2C2).putInt(0x64, 0x7B).putShort(0xCE, (short) 639).putInt(0x14C, 64 << 20);
    assertEquals(42_072, read(b).orElseThrow().overheadBlocks());
    b.putInt(0x5C, 0);
    assertEquals(42_072 - 16_384, read(b).orElseThrow().overheadBlocks());
  }

  @Test
  void whatWasNotUnmountedCleanlyIsTold() {
    Ext4Superblock dirty = read(valid().putInt(0x60, 0x44).putShort(0x3A, (short) 2)).orElseThrow();
    assertTrue(dirty.journalNeedsRecovery());
    assertFalse(dirty.cleanlyUnmounted());
    assertTrue(dirty.errorsRecorded());
    assertTrue(read(valid().putInt(0x194, 3)).orElseThrow().errorsRecorded());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, ext2", "4, 2, 3, ext3", "4, 66, 3, ext4", "0, 2, 8, ext4"})
  void theFeaturesTellTheType(int compatible, int incompatible, int readOnly, String type) {
    ByteBuffer b =
        valid().putInt(0x5C, compatible).putInt(0x60, incompatible).putInt(0x64, readOnly);
    assertEquals(type, read(b).orElseThrow().type());
  }

  @Test
  void whatCannotBeASuperblockIsNone() {
    assertEquals(Optional.empty(), Ext4Superblock.read(new byte[1023]));
    assertEquals(Optional.empty(), Ext4Superblock.read(new byte[1024]));
    assertEquals(Optional.empty(), read(valid().putInt(0x18, 7)));
    assertEquals(Optional.empty(), read(valid().putInt(0x18, -1)));
    assertEquals(Optional.empty(), read(valid().putInt(0x04, 0)));
    ByteBuffer huge = valid().putInt(0x60, 0xC0).putInt(0x150, 0x10000);
    assertEquals(Optional.empty(), read(huge));
  }

  @Test
  void noChangeOfBytesBreaksTheReader() {
    Random random = new Random(4);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[1024];
      valid().get(0, bytes);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Optional<Ext4Superblock> superblock = Ext4Superblock.read(bytes);
      if (superblock.isPresent()) {
        read++;
        assertTrue(superblock.get().size() > 0);
        assertTrue(superblock.get().blockSize() <= 65536);
        assertTrue(superblock.get().label().length() <= 16);
      }
    }
    assertTrue(read > 15_000 && read < 20_000, "both kinds are tried: " + read);
  }
}
