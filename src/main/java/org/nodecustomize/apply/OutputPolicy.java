package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;

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
