package org.nodecustomize.site;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.tree.Bytes;

/**
 * A directory, made with its missing parents. What is not said of mode and owner stays as it is where
 * the directory is there, and is 0755 and root where it is made.
 *
 * @param mode the lower 12 bits of {@code st_mode}; parents get 0755
 * @param xattrs extended attributes by their full name
 */
public record DirectoryItem(
    Origin origin,
    String path,
    OptionalInt mode,
    Optional<AccountRef> owner,
    Optional<AccountRef> group,
    SortedMap<String, Bytes> xattrs)
    implements Item {

  public DirectoryItem {
    xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
  }
}
