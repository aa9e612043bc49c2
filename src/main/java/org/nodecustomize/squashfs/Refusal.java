package org.nodecustomize.squashfs;

import java.io.IOException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/**
 * The words with which an image is refused.
 *
 * @param where the image as the user named it
 */
record Refusal(String where) {

  /** The bytes are no squashfs at all. */
  ImageException notSquashfs(String whatItIs) {
    return new ImageException(Problem.at(where, "not a squashfs image: " + whatItIs));
  }

  /** The bytes break the format. */
  ImageException bad(String what) {
    return new ImageException(damage(what));
  }

  ImageException bad(String what, Throwable cause) {
    return new ImageException(damage(what), cause);
  }

  private Problem damage(String what) {
    return Problem.at(where, "bad squashfs: " + what).withHint(ImageException.GET_AGAIN);
  }

  /** The bytes may be right, but this program does not read them. */
  ImageException unsupported(String what) {
    return new ImageException(Problem.at(where, "unsupported image: " + what));
  }

  /** The operating system refused to read. */
  HostException unreadable(IOException cause) {
    return new HostException(Problem.at(where, "cannot read: " + cause.getMessage()), cause);
  }
}
