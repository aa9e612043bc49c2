package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/** Reads files of trees to their end, in little memory. */
public final class FileContents {
  private static final int BUFFER = 64 << 10;

  private FileContents() {}

  /**
   * The SHA-256 of a regular file, links followed, in lower-case hexadecimal digits; empty where
   * there is no regular file.
   *
   * @throws ImageException if it cannot be read
   */
  public static Optional<String> sha256(FileTree tree, String path) {
    try {
      Optional<InputStream> opened = tree.open(path);
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = opened.get()) {
        return Optional.of(Sha256.of(in));
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Whether the regular files at one path of two trees have the same bytes.
   *
   * @throws ImageException if one cannot be read
   */
  public static boolean same(String path, FileTree one, FileTree other) {
    try (InputStream a = opened(path, one);
        InputStream b = opened(path, other)) {
      byte[] first = new byte[BUFFER];
      byte[] second = new byte[BUFFER];
      while (true) {
        int count = a.readNBytes(first, 0, BUFFER);
        if (count != b.readNBytes(second, 0, BUFFER)
            || !Arrays.equals(first, 0, count, second, 0, count)) {
          return false;
        }
        if (count < BUFFER) {
          return true;
        }
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static InputStream opened(String path, FileTree tree) throws IOException {
    return tree.open(path)
        .orElseThrow(() -> new ImageException(Problem.at(path, "not a regular file")));
  }

  private static ImageException unreadable(String path, IOException e) {
    return new ImageException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
  }
}
