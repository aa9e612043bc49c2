package org.nodecustomize.rpm.database;

import java.io.IOException;

/** What a database file holds: header blobs with their numbers. */
interface Rows {

  /** Visits every row, in the order in which the format's own cursor gives them. */
  void forEach(Visitor visitor) throws IOException, BadDatabaseException;

  /** Is told the rows. */
  @FunctionalInterface
  interface Visitor {

    /**
     * A row.
     *
     * @param instance number of the header, which rpm keeps as the key
     * @param header not used again by the reader
     */
    void row(long instance, byte[] header);
  }
}
