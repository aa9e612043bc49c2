package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.Sha256;
import org.nodecustomize.tree.TreeEdits;

/** What an edit leaves at a path, times left out, as a sha256: it tells nothing of a content. */
final class EditDigests {
  private EditDigests() {}

  /** Owner, mode and attributes. */
  static String of(Placement placement) {
    return digest(placement).hex();
  }

  /**
   * The same with the content, or the text of a link.
   *
   * @throws OperationException if a content cannot be read
   */
  static String of(TreeEdits.Put put) {
    Sha256 digest = digest(put.placement());
    if (put instanceof TreeEdits.PutLink link) {
      digest.part(link.target());
    } else if (put instanceof TreeEdits.PutFile file) {
      try (InputStream in = file.content().open()) {
        digest.add(in);
      } catch (IOException e) {
        throw new OperationException(
            Problem.at(file.path(), "its content cannot be read: " + e.getMessage()), e);
      }
    }
    return digest.hex();
  }

  private static Sha256 digest(Placement placement) {
    Sha256 digest =
        new Sha256()
            .add(
                ByteBuffer.allocate(20)
                    .putInt(placement.permissions())
                    .putLong(placement.uid())
                    .putLong(placement.gid())
                    .flip());
    new TreeMap<>(placement.attributes())
        .forEach((name, value) -> digest.part(name).part(value.toArray()));
    return digest;
  }
}
