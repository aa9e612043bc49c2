package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageProbe;

/**
 * Where a changed image goes.
 *
 * @param file the output as the user named it; empty for a name made from the input's
 * @param inPlace the output replaces the input
 * @param force an existing output may be replaced
 */
public record OutputPolicy(Optional<Path> file, boolean inPlace, boolean force) {

  /** The output's path for an input. */
  public Path resolve(Path input) {
    if (inPlace) {
      return input;
    }
    return file.orElseGet(() -> input.resolveSibling(customName(input.getFileName().toString())));
  }

  /** What speaks against writing the changed image there, before anything is done. */
  public List<Problem> problems(Path input) {
    Path output = resolve(input);
    boolean missing = ImageProbe.unusable(input).isPresent();
    if (!missing && !inPlace && isSame(input, output)) {
      return List.of(
          Problem.at(output.toString(), "the output is the input")
              .withHint("choose another name, or replace the input with --in-place"));
    }
    return missing && file.isEmpty() ? List.of() : OutputFile.problems(output, inPlace || force);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code ovirt.squashfs.img} becomes {@code ovirt-custom.squashfs.img}. */
  static String customName(String name) {
    for (String suffix : new String[] {".squashfs.img", ".squashfs", ".img"}) {
      if (name.endsWith(suffix) && name.length() > suffix.length()) {
        return name.substring(0, name.length() - suffix.length()) + "-custom" + suffix;
      }
    }
    return name + "-custom.squashfs";
  }
}
