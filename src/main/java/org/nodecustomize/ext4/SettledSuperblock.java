package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The superblock's account of mounts, checks and writes, as it was before a run: when the file system
 * was mounted, checked and written last, how often, where and how much. Nothing but statistics and
 * the times of the next check; fields after the kernel's Documentation/filesystems/ext4/super.rst.
 */
final class SettledSuperblock {
  private static final int IDENTITY = 0x68;
  private static final int CHECKSUM = 0x3FC;

  /** Offsets and lengths in turn. */
  private static final int[] FIELDS = {
    0x2C, 4, // s_mtime
    0x30, 4, // s_wtime
    0x34, 2, // s_mnt_count
    0x40, 4, // s_lastcheck
    0x88, 64, // s_last_mounted
    0x178, 8, // s_kbytes_written
    0x274, 2, // s_wtime_hi, s_mtime_hi
    0x277, 1, // s_lastcheck_hi
  };

  private SettledSuperblock() {}

  /** Takes them back, if it is the same file system. */
  static void settle(Ext4Source before, Ext4Source now, RunTraces.Writer writer) {
    ByteBuffer base = read(before);
    ByteBuffer raw = read(now);
    if (!base.slice(IDENTITY, 16).equals(raw.slice(IDENTITY, 16)) || base.equals(raw)) {
      return;
    }
    for (int i = 0; i < FIELDS.length; i += 2) {
      raw.put(FIELDS[i], base, FIELDS[i], FIELDS[i + 1]);
    }
    if ((raw.getInt(0x64) & Features.RO_METADATA_CSUM) != 0) {
      raw.putInt(CHECKSUM, Crc.crc32c(Crc.START, raw, 0, CHECKSUM));
    }
    writer.write(Ext4Superblock.OFFSET, raw);
  }

  private static ByteBuffer read(Ext4Source source) {
    ByteBuffer raw = ByteBuffer.allocate(Ext4Superblock.LENGTH);
    source.reader().read(Ext4Superblock.OFFSET, raw);
    return raw.clear().order(ByteOrder.LITTLE_ENDIAN);
  }
}
