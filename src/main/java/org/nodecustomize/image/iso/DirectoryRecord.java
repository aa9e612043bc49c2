package org.nodecustomize.image.iso;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An entry of a directory (ECMA-119, 9.1).
 *
 * @param length of the record in bytes, at least 34
 * @param block where the content begins, in sectors
 * @param size of the content in bytes
 * @param flags of ECMA-119, 9.1.6
 * @param identifier the name as it is stored
 * @param systemUse what extensions keep in the record
 */
record DirectoryRecord(
    int length, long block, long size, int flags, byte[] identifier, byte[] systemUse) {
  private static final int FIXED = 33;
  private static final int DIRECTORY = 0x02;
  private static final int NOT_LAST_EXTENT = 0x80;

  /** Reads a record; empty where there is none, or none that fits. */
  static Optional<DirectoryRecord> at(ByteBuffer bytes, int at) {
    if (at + FIXED >= bytes.capacity()) {
      return Optional.empty();
    }
    int length = bytes.get(at) & 0xff;
    int named = bytes.get(at + 32) & 0xff;
    if (named == 0 || length < FIXED + named || at + length > bytes.capacity()) {
      return Optional.empty();
    }
    // The name is padded to an even length of what is before.
    int use = Math.min(length, FIXED + named + (named % 2 == 0 ? 1 : 0));
    byte[] all = new byte[length];
    bytes.get(at, all);
    long extended = all[1] & 0xff;
    return Optional.of(
        new DirectoryRecord(
            length,
            (bytes.getInt(at + 2) & 0xffff_ffffL) + extended,
            bytes.getInt(at + 10) & 0xffff_ffffL,
            all[25] & 0xff,
            Arrays.copyOfRange(all, FIXED, FIXED + named),
            Arrays.copyOfRange(all, use, length)));
  }

  boolean isDirectory() {
    return (flags & DIRECTORY) != 0;
  }

  /** Whether the file goes on elsewhere. */
  boolean isPartial() {
    return (flags & NOT_LAST_EXTENT) != 0;
  }

  /** Whether it is the directory itself or its parent. */
  boolean isDots() {
    return identifier.length == 1 && (identifier[0] == 0 || identifier[0] == 1);
  }
}
