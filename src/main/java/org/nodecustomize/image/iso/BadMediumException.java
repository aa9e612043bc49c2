package org.nodecustomize.image.iso;

import java.io.IOException;

/** A file is no installation medium that can be read; the message says why. */
public final class BadMediumException extends IOException {
  private static final long serialVersionUID = 1;

  BadMediumException(String message) {
    super(message);
  }
}
