package org.nodecustomize.rule;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.tree.FileNode;

/**
 * What became of one path.
 *
 * @param aspects in what the two differ; empty where the path was added or removed
 */
public record Change(
    String path, Optional<FileNode> before, Optional<FileNode> after, Set<Aspect> aspects) {

  public Change {
    EnumSet<Aspect> sorted = EnumSet.noneOf(Aspect.class);
    sorted.addAll(aspects);
    aspects = Collections.unmodifiableSet(sorted);
  }

  public boolean isAdded() {
    return before.isEmpty();
  }

  public boolean isRemoved() {
    return after.isEmpty();
  }

  /** Whether both are there and differ in more than time and extended attributes. */
  public boolean isModified() {
    return before.isPresent() && after.isPresent() && isMaterial();
  }

  /** Whether more than the time and extended attributes is another. */
  public boolean isMaterial() {
    return before.isEmpty()
        || after.isEmpty()
        || aspects.stream().anyMatch(a -> a != Aspect.TIME && a != Aspect.ATTRIBUTES);
  }

  /** Whether the path has a regular file now that was not there, or not with these bytes. */
  public boolean isNewContent() {
    return after.filter(FileNode::isRegular).isPresent()
        && (isAdded() || aspects.contains(Aspect.TYPE) || aspects.contains(Aspect.CONTENT));
  }

  /** Added, removed, or in what it differs, in words for people. */
  public String text() {
    if (isAdded()) {
      return "added";
    }
    if (isRemoved()) {
      return "removed";
    }
    return aspects.stream()
            .filter(aspect -> aspect != Aspect.TIME)
            .map(Aspect::text)
            .collect(Collectors.joining(", "))
        + " changed";
  }
}
