package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Why a path of an image is as it is.
 *
 * @param state what is there, in a few words; empty where it was removed
 * @param owner the package that has it among its files
 * @param copy of which path of /etc it is the pristine copy
 * @param causes what the record says, oldest first
 * @param originals what the record says of the path that it is a copy of
 * @param below what is in a directory
 * @param recorded whether the image has a record at all
 */
public record WhyReport(
    Path image,
    String path,
    Optional<String> state,
    Optional<Owner> owner,
    Optional<Copy> copy,
    List<Causes.Cause> causes,
    List<Causes.Cause> originals,
    Optional<Below> below,
    boolean recorded) {

  public WhyReport {
    causes = List.copyOf(causes);
    originals = List.copyOf(originals);
  }

  /**
   * A package.
   *
   * @param differences in what the path is not as the package brought it
   * @param runs that installed it; none for a package of the base image
   */
  public record Owner(String nevra, List<String> differences, List<Causes.Cause> runs) {
    public Owner {
      differences = List.copyOf(differences);
      runs = List.copyOf(runs);
    }
  }

  /**
   * A pristine copy.
   *
   * @param same whether it has the original's state
   */
  public record Copy(String original, boolean same) {}

  /**
   * What is in a directory, at any depth; each name counts once, as the first that fits.
   *
   * @param changed names that a recorded run changed
   * @param packaged names of packages
   * @param copies pristine copies
   * @param others all else
   */
  public record Below(int changed, int packaged, int copies, int others) {}
}
