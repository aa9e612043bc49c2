package org.nodecustomize.rpm.database;

/** Bytes that are not a database of the expected format; the message is fit for users. */
final class BadDatabaseException extends Exception {
  private static final long serialVersionUID = 1L;

  BadDatabaseException(String message) {
    super(message);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
