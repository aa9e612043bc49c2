package org.nodecustomize.guestfs;

import java.io.InputStream;

/**
 * All that is mounted, as two programs of the appliance tell it. Streams are fetched from the
 * appliance as they are read.
 *
 * @param names for each name, the root's first, a letter for its type as of {@code find -printf %y},
 *     permissions (octal), uid, gid, size, time of change in seconds, inode, links, path without the
 *     first slash, {@code //}, text of the link, newline; a blank between fields
 * @param attributes as {@code getfattr -d -e hex} writes them, of the tree's root {@code .}
 * @param closing frees the appliance's memory of both
 */
public record TreeListing(InputStream names, InputStream attributes, Runnable closing)
    implements AutoCloseable {

  @Override
  public void close() {
    closing.run();
  }
}
