package org.nodecustomize.image;

import java.util.List;
import java.util.Optional;

/**
 * A name in the tree that is not the same in two images.
 *
 * @param details what differs: {@code type}, {@code content}, {@code mode}, {@code owner}, {@code
 *     label}, {@code xattr NAME}, {@code target}, {@code device}, {@code hard links}; of a name that
 *     came or went, all that it is or was
 * @param text the difference of small text files in unified form; empty for all else
 * @param packageName the package that owns the name; empty where none does
 */
public record FileChange(
    String path,
    Kind kind,
    List<FactChange> details,
    List<String> text,
    Optional<String> packageName) {

  /** What became of a name. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  public FileChange {
    details = List.copyOf(details);
    text = List.copyOf(text);
  }

  FileChange ownedBy(String owner) {
    return new FileChange(path, kind, details, text, Optional.of(owner));
  }
}
