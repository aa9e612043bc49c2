package org.nodecustomize.plan;

import java.io.IOException;
import java.io.InputStream;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.TreeNames;

/** Small contents that operations check before they place them. */
final class Contents {
  private static final int LIMIT = 16 << 20;

  private Contents() {}

  /** All bytes of a script, a certificate, a drop-in. */
  static Bytes bytes(Origin origin, ContentSource source) {
    long size = source.content().size();
    if (size > LIMIT) {
      throw new OperationException(
          origin.problem("expected at most %,d bytes but was %,d".formatted(LIMIT, size)));
    }
    try (InputStream in = source.content().open()) {
      return Bytes.of(in.readNBytes(LIMIT));
    } catch (IOException e) {
      throw new UsageException(origin.problem("cannot be read: " + e.getMessage()), e);
    }
  }

  /** The same as text; bytes that are not UTF-8 stay what they are. */
  static String text(Origin origin, ContentSource source) {
    return TreeNames.decode(bytes(origin, source).toArray());
  }
}
