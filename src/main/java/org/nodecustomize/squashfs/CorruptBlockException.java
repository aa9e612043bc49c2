package org.nodecustomize.squashfs;

import java.io.IOException;

/** Compressed bytes do not decode. */
final class CorruptBlockException extends IOException {
  private static final long serialVersionUID = 1L;

  CorruptBlockException(String message) {
    super(message);
  }

  CorruptBlockException(String message, Throwable cause) {
    super(message, cause);
  }
}
