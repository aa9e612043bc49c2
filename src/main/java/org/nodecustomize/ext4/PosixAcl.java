package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.nodecustomize.tree.Bytes;

/**
 * Access control lists: ext4 keeps them shorter than the kernel tells them. On the disk (version 1,
 * see "POSIX ACLs" of the kernel's Documentation/filesystems/ext4/attributes.rst) only the entries
 * of named users and groups have an id; in {@code system.posix_acl_access} (version 2, see {@code
 * linux/posix_acl_xattr.h}) all have one. Numbers are little-endian in both.
 */
final class PosixAcl {
  private static final int DISK_VERSION = 1;
  private static final int TOLD_VERSION = 2;
  private static final int NO_ID = -1;

  private PosixAcl() {}

  /** As {@code getxattr} tells it; empty where the bytes are not an access control list. */
  static Optional<Bytes> told(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    if (stored.length < 4 || in.getInt() != DISK_VERSION) {
      return Optional.empty();
    }
    ByteBuffer out = ByteBuffer.allocate(4 + 2 * stored.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(TOLD_VERSION);
    while (in.hasRemaining()) {
      if (in.remaining() < 4) {
        return Optional.empty();
      }
      short tag = in.getShort();
      short permissions = in.getShort();
      boolean named = tag == 0x02 || tag == 0x08;
      boolean unnamed = tag == 0x01 || tag == 0x04 || tag == 0x10 || tag == 0x20;
      if (!unnamed && !(named && in.remaining() >= 4)) {
        return Optional.empty();
      }
      out.putShort(tag).putShort(permissions).putInt(named ? in.getInt() : NO_ID);
    }
    byte[] told = new byte[out.flip().remaining()];
    out.get(told);
    return Optional.of(Bytes.of(told));
  }
}
