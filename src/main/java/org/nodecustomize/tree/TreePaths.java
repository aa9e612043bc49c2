package org.nodecustomize.tree;

import java.util.Arrays;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** Paths in a tree: absolute, with {@code /} between names. */
public final class TreePaths {
  /** Bytes of a name, see {@code NAME_MAX} of limits.h(0P). */
  private static final int NAME_MAX = 255;

  /** Bytes of a path or of a link's text, see {@code PATH_MAX} of limits.h(0P), its end left out. */
  private static final int PATH_MAX = 4095;

  private TreePaths() {}

  /** What is wrong with a path that something is to be put at; empty where nothing is. */
  public static Optional<String> fault(String path) {
    if (!path.startsWith("/")) {
      return Optional.of("expected an absolute path but was \"" + path + "\"");
    }
    if (path.indexOf('\0') >= 0) {
      return Optional.of("a path must not hold a zero byte");
    }
    if (path.equals("/")) {
      return Optional.empty();
    }
    String[] names = path.substring(1).split("/", -1);
    if (Arrays.stream(names)
        .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))) {
      return Optional.of(
          "expected a path without empty names, \".\" and \"..\" but was \"" + path + "\"");
    }
    if (TreeNames.encode(path).length > PATH_MAX) {
      return Optional.of("expected a path of at most " + PATH_MAX + " bytes");
    }
    return Arrays.stream(names)
        .filter(name -> TreeNames.encode(name).length > NAME_MAX)
        .map(name -> "expected names of at most " + NAME_MAX + " bytes but was \"" + name + "\"")
        .findFirst();
  }

  /** What is wrong with the text of a link; empty where nothing is. */
  public static Optional<String> targetFault(String target) {
    if (target.isEmpty()) {
      return Optional.of("a link must not be empty");
    }
    if (target.indexOf('\0') >= 0) {
      return Optional.of("a link must not hold a zero byte");
    }
    return TreeNames.encode(target).length > PATH_MAX
        ? Optional.of("expected a link of at most " + PATH_MAX + " bytes")
        : Optional.empty();
  }

  /** The directory of something; the root's is the root. */
  public static String parent(String path) {
    return path.lastIndexOf('/') <= 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
  }

  /** The path of something in a directory. */
  public static String child(String directory, String name) {
    return directory.equals("/") ? "/" + name : directory + "/" + name;
  }

  /** The last name of a path; empty for the root. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a path is {@code top} or below it. */
  public static boolean isAtOrBelow(String path, String top) {
    return path.equals(top) || path.startsWith(child(top, ""));
  }

  /**
   * @throws OperationException if nothing can be put there
   */
  static void check(String path) {
    refuse(path, fault(path));
  }

  static void checkTarget(String path, String target) {
    refuse(path, targetFault(target));
  }

  private static void refuse(String path, Optional<String> fault) {
    fault.ifPresent(
        text -> {
          throw new OperationException(Problem.at(path, text));
        });
  }
}
