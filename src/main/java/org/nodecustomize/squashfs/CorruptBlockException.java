package org.nodecustomize.squashfs;

import java.io.IOException;

/** Compressed bytes do not decode. */
final class CorruptBlockException extends IOException {
  private static final long serialVersionUID = 1L;

  CorruptBlockException(String message) {
    super(message);
  }

  private CorruptBlockException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What a library says of the data of its format, which may be nothing. */
  static CorruptBlockException of(String format, Exception cause) {
    String reason = cause.getMessage();
    return new CorruptBlockException(
        "bad " + format + " data" + (reason == null ? "" : ": " + reason), cause);
  }
}
