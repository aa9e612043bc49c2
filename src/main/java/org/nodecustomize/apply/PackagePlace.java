package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where on this machine a package's bytes are.
 *
 * @param file without links
 * @param offset in it, in bytes
 * @param size in bytes
 * @param whole whether the package is all of the file
 */
record PackagePlace(Path file, long offset, long size, boolean whole) {

  /**
   * A package that is a file of its own.
   *
   * @throws IOException if there is none that can be read at any place
   */
  static PackagePlace whole(Path named) throws IOException {
    Path file = real(named);
    return new PackagePlace(file, 0, regular(file).size(), true);
  }

  /**
   * A package that is part of a file, for instance of an installation medium.
   *
   * @throws IOException as {@link #whole}
   */
  static PackagePlace part(Path named, long offset, long size) throws IOException {
    Path file = real(named);
    if (offset > regular(file).size() - size) {
      throw new IOException("the file shrank while it was read");
    }
    return new PackagePlace(file, offset, size, false);
  }

  private static Path real(Path named) throws IOException {
    try {
      return named.toRealPath();
    } catch (NoSuchFileException e) {
      // Its message is the path alone.
      throw new IOException("no such file", e);
    }
  }

  private static BasicFileAttributes regular(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      // Opening a FIFO would wait for its writer.
      throw new IOException("not a regular file");
    }
    return attributes;
  }
}
