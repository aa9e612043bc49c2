package org.nodecustomize.site;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.tree.Bytes;

/**
 * A regular file.
 *
 * @param path absolute, in the image; below /etc also for a preset, and already within its {@code
 *     .d} directory for a snippet
 * @param mode the lower 12 bits of {@code st_mode}
 * @param intent {@link Intent#OVERRIDE} for everything outside /etc
 * @param replace whether a file that is there already is replaced
 * @param xattrs extended attributes by their full name
 * @param capabilities in the words of cap_from_text(3), for instance {@code cap_net_raw+ep}
 */
public record FileItem(
    Origin origin,
    String path,
    ContentSource source,
    int mode,
    AccountRef owner,
    AccountRef group,
    Intent intent,
    boolean replace,
    SortedMap<String, Bytes> xattrs,
    Optional<String> capabilities)
    implements Item {

  public FileItem {
    xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
  }

  /** A file of root that replaces another, as the site's own configuration. */
  public static FileItem ofRoot(Origin origin, String path, ContentSource source, int mode) {
    return new FileItem(
        origin,
        path,
        source,
        mode,
        AccountRef.ROOT,
        AccountRef.ROOT,
        Intent.OVERRIDE,
        true,
        Collections.emptySortedMap(),
        Optional.empty());
  }
}
