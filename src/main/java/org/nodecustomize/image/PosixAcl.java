package org.nodecustomize.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.StringJoiner;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/**
 * Access control lists as the kernel keeps them in {@code system.posix_acl_access} and {@code
 * system.posix_acl_default}: a version of 32 bits, then entries of tag, permissions (16 bits each)
 * and id (32 bits), little-endian; see {@code linux/posix_acl_xattr.h}.
 */
final class PosixAcl {
  private static final int VERSION = 2;
  private static final int ENTRY = 8;

  private PosixAcl() {}

  /**
   * The list in the short text form of acl(5), users and groups by number.
   *
   * @throws ImageException if the bytes are none
   */
  static String text(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    if (value.length < 4 || (value.length - 4) % ENTRY != 0 || bytes.getInt() != VERSION) {
      throw bad("of " + value.length + " bytes");
    }
    StringJoiner text = new StringJoiner(",");
    while (bytes.hasRemaining()) {
      int tag = bytes.getShort();
      int permissions = bytes.getShort();
      String id = Integer.toUnsignedString(bytes.getInt());
      String who =
          switch (tag) {
            case 0x01 -> "user:";
            case 0x02 -> "user:" + id;
            case 0x04 -> "group:";
            case 0x08 -> "group:" + id;
            case 0x10 -> "mask:";
            case 0x20 -> "other:";
            default -> throw bad("with an entry of type " + tag);
          };
      text.add(
          who
              + ":"
              + ((permissions & 4) == 0 ? '-' : 'r')
              + ((permissions & 2) == 0 ? '-' : 'w')
              + ((permissions & 1) == 0 ? '-' : 'x'));
    }
    return text.toString();
  }

  private static ImageException bad(String what) {
    return new ImageException(Problem.of("bad access control list in the image: one " + what));
  }
}
