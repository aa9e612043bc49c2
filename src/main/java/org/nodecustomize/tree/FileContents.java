package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
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
        return Optional.of(sha256(in));
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static String sha256(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
