package org.nodecustomize.guestfs;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kernel of this machine and its modules.
 *
 * @param version as the modules' directory is called, for instance {@code 6.1.0-56-amd64}
 */
record HostKernel(Path file, Path modules, String version) {

  /** The newest one that has modules and that this user may read, or the one that the user chose. */
  static Optional<HostKernel> find(Map<String, String> environment) {
    if (environment.containsKey("SUPERMIN_KERNEL")) {
      return chosen(environment);
    }
    return newest(Path.of("/boot"), Path.of("/lib/modules"));
  }

  private static Optional<HostKernel> chosen(Map<String, String> environment) {
    String version = environment.getOrDefault("SUPERMIN_KERNEL_VERSION", "");
    Path file = Path.of(environment.getOrDefault("SUPERMIN_KERNEL", ""));
    Path modules = Path.of(environment.getOrDefault("SUPERMIN_MODULES", "/lib/modules/" + version));
    return Optional.of(new HostKernel(file, modules, version))
        .filter(kernel -> !version.isEmpty() && kernel.isUsable());
  }

  static Optional<HostKernel> newest(Path boot, Path modules) {
    try (Stream<Path> directories = Files.list(modules)) {
      return directories
          .flatMap(directory -> in(directory, boot).stream())
          .max(Comparator.comparing(HostKernel::order));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Debian has kernels in {@code /boot}, Fedora beside the modules as well. */
  private static Optional<HostKernel> in(Path directory, Path boot) {
    String version = directory.getFileName().toString();
    return Stream.of(boot.resolve("vmlinuz-" + version), directory.resolve("vmlinuz"))
        .map(file -> new HostKernel(file, directory, version))
        .filter(HostKernel::isUsable)
        .findFirst();
  }

  private boolean isUsable() {
    return Files.isReadable(file) && Files.isReadable(modules.resolve("modules.dep"));
  }

  private ModuleDescriptor.Version order() {
    try {
      return ModuleDescriptor.Version.parse(version);
    } catch (IllegalArgumentException e) {
      return ModuleDescriptor.Version.parse("0");
    }
  }

  /** The files by which a change of the kernel is seen. */
  List<Path> inputs() {
    return List.of(file, modules.resolve("modules.dep"));
  }
}
