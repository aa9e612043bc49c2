package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.tree.Sha256;

/**
 * What our own appliance is made from.
 *
 * @param recipe libguestfs' directory {@code supermin.d}
 * @param libraryVersion of libguestfs, whose daemon is in the appliance
 */
record ApplianceInputs(Path recipe, HostKernel kernel, String libraryVersion) {
  /** To be raised with every change of what {@link ApplianceBuild} makes. */
  private static final String RECIPE_VERSION = "1";

  /** Programs that are taken into the appliance where this machine has them. */
  private static final List<String> OPTIONAL_PROGRAMS = List.of("xfs_repair", "setfiles");

  /**
   * Finds them; empty where an appliance of our own cannot be made on this machine, for instance
   * because libguestfs has a ready appliance instead of supermin.
   *
   * @throws org.nodecustomize.diag.HostException if libguestfs is missing
   */
  static Optional<ApplianceInputs> find() {
    if (HostProgram.find("supermin").isEmpty() || HostProgram.find("tar").isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> recipe =
        Hypervisor.searchPath().stream()
            .map(directory -> directory.resolve("supermin.d"))
            .filter(directory -> Files.isRegularFile(directory.resolve(ApplianceBuild.PACKAGES)))
            .filter(directory -> Files.isRegularFile(directory.resolve(ApplianceBuild.INIT)))
            .findFirst();
    Optional<HostKernel> kernel = HostKernel.find(System.getenv());
    if (recipe.isEmpty() || kernel.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ApplianceInputs(recipe.get(), kernel.get(), Hypervisor.libraryVersion()));
  }

  /** The name of the appliance: another one wherever one of the inputs is another. */
  String key() throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, String> words =
        Map.of("kernel", kernel.version(), "library", libraryVersion, "recipe", RECIPE_VERSION);
    words.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(word -> text.append(word).append('\n'));
    for (Path file : kernel.inputs()) {
      text.append(identity(file));
    }
    try (Stream<Path> files = Files.list(recipe)) {
      for (Path file : files.sorted().toList()) {
        text.append(identity(file));
      }
    }
    for (String program : OPTIONAL_PROGRAMS) {
      Optional<Path> found = HostProgram.find(program);
      text.append(program).append(' ').append(found.isPresent() ? identity(found.get()) : "-\n");
    }
    return Sha256.of(text.toString()).substring(0, 16);
  }

  private static String identity(Path file) throws IOException {
    return "%s %d %d\n"
        .formatted(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }
}
