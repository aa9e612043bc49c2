package org.nodecustomize.rpm.database;

import java.util.Optional;

/** The directory that the files of a database are in. */
@FunctionalInterface
public interface DatabaseDirectory {

  /** A regular file of the directory; empty where there is none of that name. */
  Optional<DatabaseBytes> file(String name);
}
