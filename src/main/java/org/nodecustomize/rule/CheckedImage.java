package org.nodecustomize.rule;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.SquashfsFacts;

/**
 * An image as rules see it.
 *
 * @param facts what it says of itself; no packages where the rpm database was not read
 * @param container what the files came in; empty for a tree that is in nothing
 * @param ownership which files packages brought; empty where the rpm database was not read
 * @param contents the packages with their files and dependencies; empty where the rpm database was
 *     not read
 * @param labels what the SELinux policy of the image says; empty where it has none or none was read
 */
public record CheckedImage(
    Snapshot files,
    ImageFacts facts,
    Optional<Container> container,
    Optional<PackageOwnership> ownership,
    Optional<PackageContents> contents,
    Optional<LabelPolicy> labels) {

  /**
   * The packages with their files.
   *
   * @throws OperationException where the rpm database was not read
   */
  public PackageContents requiredContents() {
    return contents.orElseThrow(
        () -> new OperationException(Problem.of("the rpm database of the image was not read")));
  }

  /** The installed packages' names; empty where the rpm database was not read. */
  public Optional<Set<String>> packageNames() {
    return facts.packages().isEmpty()
        ? Optional.empty()
        : Optional.of(
            facts.packages().stream()
                .map(installed -> installed.nevra().name())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** The squashfs around the files, where there is one. */
  public Optional<SquashfsFacts> squashfs() {
    Container some = container.orElse(null);
    if (some instanceof Container.Nested nested) {
      return Optional.of(nested.squashfs());
    }
    return some instanceof Container.Flat flat ? Optional.of(flat.squashfs()) : Optional.empty();
  }

  /** The superblock of the file system, where it is ext2, ext3 or ext4. */
  public Optional<Ext4Superblock> superblock() {
    Container some = container.orElse(null);
    if (some instanceof Container.Nested nested) {
      return nested.superblock();
    }
    return some instanceof Container.Bare bare ? bare.superblock() : Optional.empty();
  }
}
