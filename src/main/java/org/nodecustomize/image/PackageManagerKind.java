package org.nodecustomize.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.tree.TreeView;

/** The package managers that an image can bring, best first. */
public enum PackageManagerKind {
  DNF("/usr/bin/dnf"),
  MICRODNF("/usr/bin/microdnf"),
  YUM("/usr/bin/yum"),
  RPM("/usr/bin/rpm");

  private final String program;

  PackageManagerKind(String program) {
    this.program = program;
  }

  /** Where the program is in the image. */
  public String program() {
    return program;
  }

  /** The name that people know it by. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The manager to use for the image; empty where it has none. All of them need the image's rpm,
   * and in newer images {@code yum} is only a link to {@code dnf}.
   */
  public static Optional<PackageManagerKind> detect(TreeView tree) {
    if (!tree.exists(RPM.program) && !tree.exists("/bin/rpm")) {
      return Optional.empty();
    }
    return Arrays.stream(values()).filter(kind -> tree.exists(kind.program)).findFirst();
  }
}
