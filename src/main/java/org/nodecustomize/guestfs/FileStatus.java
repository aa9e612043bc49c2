package org.nodecustomize.guestfs;

import java.time.Instant;

/**
 * What {@code lstat} says about a file of the image; symbolic links are not followed.
 *
 * @param mode type and permission bits as in {@code st_mode}
 * @param size bytes
 * @param device major and minor number as in {@code st_rdev}; 0 for other than device files
 */
public record FileStatus(
    int mode,
    long uid,
    long gid,
    long size,
    Instant modified,
    long links,
    long device,
    long inode) {
  private static final int TYPE = 0170000;

  public boolean isDirectory() {
    return (mode & TYPE) == 0040000;
  }

  public boolean isRegularFile() {
    return (mode & TYPE) == 0100000;
  }

  public boolean isSymbolicLink() {
    return (mode & TYPE) == 0120000;
  }

  /** The permission bits with set-uid, set-gid and sticky. */
  public int permissions() {
    return mode & 07777;
  }
}
