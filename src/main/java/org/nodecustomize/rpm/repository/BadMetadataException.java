package org.nodecustomize.rpm.repository;

import java.io.IOException;

/** Metadata of a repository that cannot be used; the message says why. */
public final class BadMetadataException extends IOException {
  private static final long serialVersionUID = 1;

  BadMetadataException(String message) {
    super(message);
  }

  BadMetadataException(String message, Throwable cause) {
    super(message, cause);
  }
}
