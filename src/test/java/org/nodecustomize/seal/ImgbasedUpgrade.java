package org.nodecustomize.seal;

import java.time.Instant;
import java.util.Optional;

/**
 * What imgbased makes of one regular file of /etc when a host is upgraded, as observed: see the steps
 * of its plugin {@code osupdater}. It compares by size and time first, and by content only where
 * these differ; {@code rsync --update} leaves what is newer.
 */
final class ImgbasedUpgrade {

  /** A file of /etc or its pristine copy. */
  record File(String text, Instant modified) {}

  /** What a layer has. */
  record Layer(Optional<File> etc, Optional<File> factory) {}

  private ImgbasedUpgrade() {}

  /** What the new layer has in /etc after the upgrade. */
  static Optional<String> upgrade(Layer host, Layer image) {
    Optional<File> result = image.etc();
    boolean onlyOnHost = host.etc().isPresent() && image.etc().isEmpty();
    if (host.etc().isPresent()) {
      boolean newer =
          result.isPresent() && result.get().modified().isAfter(host.etc().get().modified());
      if (!newer) {
        result = host.etc();
      }
    }
    boolean both = host.etc().isPresent() && host.factory().isPresent();
    boolean unchanged = both && seemsSame(host.etc().get(), host.factory().get());
    if (host.etc().isPresent()
        && image.factory().isPresent()
        && !seemsSame(host.etc().get(), image.factory().get())
        && unchanged) {
      result = image.factory();
    }
    if (onlyOnHost && image.factory().isEmpty()) {
      result = Optional.empty();
    }
    if (host.etc().isPresent() && !unchanged) {
      result = host.etc();
    }
    return result.map(File::text);
  }

  private static boolean seemsSame(File one, File other) {
    return one.text().length() == other.text().length()
        && (one.modified().equals(other.modified()) || one.text().equals(other.text()));
  }
}
