package org.nodecustomize.guestfs;

import com.sun.jna.Pointer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the structures that libguestfs returns.
 *
 * <p>Source: {@code guestfs.h}; a test compares the fields with the header. A list of structures is
 * {@code {uint32_t len; struct *val;}}.
 */
final class GuestStructs {
  /** {@code struct guestfs_statns}: 64-bit numbers in this order. */
  static final List<String> STATNS =
      List.of(
          "st_dev",
          "st_ino",
          "st_mode",
          "st_nlink",
          "st_uid",
          "st_gid",
          "st_rdev",
          "st_size",
          "st_blksize",
          "st_blocks",
          "st_atime_sec",
          "st_atime_nsec",
          "st_mtime_sec",
          "st_mtime_nsec",
          "st_ctime_sec",
          "st_ctime_nsec",
          "st_spare1",
          "st_spare2",
          "st_spare3",
          "st_spare4",
          "st_spare5",
          "st_spare6");

  /** {@code struct guestfs_statvfs}: 64-bit numbers in this order. */
  static final List<String> STATVFS =
      List.of(
          "bsize", "frsize", "blocks", "bfree", "bavail", "files", "ffree", "favail", "fsid",
          "flag", "namemax");

  /** {@code struct guestfs_xattr}: a string, a 32-bit length, bytes. */
  static final List<String> XATTR = List.of("attrname", "attrval_len", "attrval");

  /** {@code struct guestfs_version}: three 64-bit numbers and a string. */
  static final List<String> VERSION = List.of("major", "minor", "release", "extra");

  private static final int WORD = 8;
  private static final int STATNS_SIZE = STATNS.size() * WORD;
  private static final int XATTR_SIZE = XATTR.size() * WORD;

  private GuestStructs() {}

  static FileStatus status(Pointer statns) {
    return status(statns, 0);
  }

  private static FileStatus status(Pointer base, long offset) {
    return new FileStatus(
        (int) statns(base, offset, "st_mode"),
        statns(base, offset, "st_uid"),
        statns(base, offset, "st_gid"),
        statns(base, offset, "st_size"),
        Instant.ofEpochSecond(
            statns(base, offset, "st_mtime_sec"), statns(base, offset, "st_mtime_nsec")),
        statns(base, offset, "st_nlink"),
        statns(base, offset, "st_rdev"),
        statns(base, offset, "st_ino"));
  }

  private static long statns(Pointer base, long offset, String field) {
    return base.getLong(offset + (long) STATNS.indexOf(field) * WORD);
  }

  /** The entries in the order of the names that were asked for; a missing file has inode -1. */
  static List<FileStatus> statuses(Pointer list) {
    int length = list.getInt(0);
    List<FileStatus> statuses = new ArrayList<>();
    for (int index = 0; index < length; index++) {
      statuses.add(status(list.getPointer(WORD), (long) index * STATNS_SIZE));
    }
    return statuses;
  }

  static FileSystemSpace space(Pointer statvfs) {
    return new FileSystemSpace(
        statvfs(statvfs, "frsize"),
        statvfs(statvfs, "blocks"),
        statvfs(statvfs, "bfree"),
        statvfs(statvfs, "bavail"),
        statvfs(statvfs, "files"),
        statvfs(statvfs, "ffree"));
  }

  private static long statvfs(Pointer base, String field) {
    return base.getLong((long) STATVFS.indexOf(field) * WORD);
  }

  static Map<String, byte[]> attributes(Pointer list) {
    int length = list.getInt(0);
    Map<String, byte[]> attributes = new LinkedHashMap<>();
    for (int index = 0; index < length; index++) {
      Pointer entry = list.getPointer(WORD).share((long) index * XATTR_SIZE);
      int size = entry.getInt(WORD);
      byte[] value = size == 0 ? new byte[0] : entry.getPointer(2 * WORD).getByteArray(0, size);
      attributes.put(entry.getPointer(0).getString(0, "UTF-8"), value);
    }
    return attributes;
  }

  /**
   * The attributes of several files: before those of each, an entry without a name has their number
   * as digits, or nothing where they could not be read. In the order of the names asked for.
   */
  static List<Map<String, byte[]>> attributeLists(Pointer list) {
    int length = list.getInt(0);
    List<Map<String, byte[]>> files = new ArrayList<>();
    Map<String, byte[]> file = new LinkedHashMap<>();
    for (int index = 0; index < length; index++) {
      Pointer entry = list.getPointer(WORD).share((long) index * XATTR_SIZE);
      String name = entry.getPointer(0).getString(0, "UTF-8");
      if (name.isEmpty()) {
        file = new LinkedHashMap<>();
        files.add(file);
      } else {
        int size = entry.getInt(WORD);
        file.put(name, size == 0 ? new byte[0] : entry.getPointer(2 * WORD).getByteArray(0, size));
      }
    }
    return files;
  }

  static String version(Pointer version) {
    return "%d.%d.%d%s"
        .formatted(
            version.getLong(0),
            version.getLong(WORD),
            version.getLong(2 * WORD),
            version.getPointer(3 * WORD).getString(0, "UTF-8"));
  }
}
