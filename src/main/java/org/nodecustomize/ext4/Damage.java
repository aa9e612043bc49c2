package org.nodecustomize.ext4;

import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/**
 * Tells what cannot be as it is.
 *
 * @param name the file system, as the user knows it
 */
record Damage(String name) {

  ImageException of(String what) {
    return new ImageException(
        Problem.at(name, "bad file system: " + what).withHint(ImageException.GET_AGAIN));
  }

  ImageException of(Inode inode, String what) {
    return of("inode " + inode.number() + ": " + what);
  }
}
