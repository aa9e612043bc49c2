package org.nodecustomize.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file that is to be written; can be opened again and again. */
public interface Content {

  /** Bytes that {@link #open} gives. */
  long size();

  /** A new stream of the bytes; the caller closes it. */
  InputStream open() throws IOException;

  /** Bytes in memory. */
  static Content of(byte[] bytes) {
    byte[] kept = bytes.clone();
    return new Content() {
      @Override
      public long size() {
        return kept.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(kept);
      }
    };
  }

  /**
   * A file of this machine, read when the content is.
   *
   * @param size of the file, as it was when it was looked at
   */
  static Content of(Path file, long size) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }
}
