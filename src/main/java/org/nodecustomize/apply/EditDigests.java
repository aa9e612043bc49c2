package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;

/** What an edit leaves at a path, times left out, as a sha256: it tells nothing of a content. */
final class EditDigests {
  private static final int CHUNK = 1 << 16;

  private EditDigests() {}

  /** Owner, mode and attributes. */
  static String of(Placement placement) {
    MessageDigest digest = sha256();
    add(digest, placement);
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The same with the content, or the text of a link.
   *
   * @throws OperationException if a content cannot be read
   */
  static String of(TreeEdits.Put put) {
    MessageDigest digest = sha256();
    add(digest, put.placement());
    if (put instanceof TreeEdits.PutLink link) {
      add(digest, link.target().getBytes(StandardCharsets.UTF_8));
    } else if (put instanceof TreeEdits.PutFile file) {
      byte[] chunk = new byte[CHUNK];
      try (InputStream in = file.content().open()) {
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
          digest.update(chunk, 0, count);
        }
      } catch (IOException e) {
        throw new OperationException(
            Problem.at(file.path(), "its content cannot be read: " + e.getMessage()), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Placement placement) {
    digest.update(
        ByteBuffer.allocate(20)
            .putInt(placement.permissions())
            .putLong(placement.uid())
            .putLong(placement.gid())
            .array());
    new TreeMap<>(placement.attributes())
        .forEach(
            (name, value) -> {
              add(digest, name.getBytes(StandardCharsets.UTF_8));
              add(digest, value.toArray());
            });
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
