package org.nodecustomize.site;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.tree.Bytes;

/**
 * A directory, made with its missing parents; one that is there gets mode and owner.
 *
 * @param mode the lower 12 bits of {@code st_mode}; parents get 0755
 * @param xattrs extended attributes by their full name
 */
public record DirectoryItem(
    Origin origin,
    String path,
    int mode,
    AccountRef owner,
    AccountRef group,
    SortedMap<String, Bytes> xattrs)
    implements Item {

  public DirectoryItem {
    xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
  }
}
