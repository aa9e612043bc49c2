package org.nodecustomize.tree;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The order in which {@link FileTree#walk} finds paths: a directory before what is in it, and all
 * that is in it before its next sibling; names in the order of their bytes.
 */
public enum PathOrder implements Comparator<String> {
  PATHS;

  @Override
  public int compare(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return a < 0x80 || b < 0x80 ? Integer.compare(rank(a), rank(b)) : compareBytes(one, other);
      }
    }
    return Integer.compare(one.length(), other.length());
  }

  /** A name that ended is before one that goes on. */
  private static int rank(char c) {
    return c == '/' ? 0 : c;
  }

  /** UTF-16 has another order than UTF-8, and bytes that are not UTF-8 have their own. */
  private static int compareBytes(String one, String other) {
    return Arrays.compareUnsigned(bytes(one), bytes(other));
  }

  private static byte[] bytes(String path) {
    byte[] bytes = TreeNames.encode(path);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '/' ? 0 : bytes[i];
    }
    return bytes;
  }
}
