package org.nodecustomize.image;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which packages an image can take, and how programs spell architectures. */
public final class Architectures {
  private static final Set<String> X86_32 =
      Set.of("i386", "i486", "i586", "i686", "athlon", "geode", "pentium3", "pentium4");

  /** What libguestfs says of a program file, as RPM spells it. */
  private static final Map<String, String> RPM_NAMES =
      Map.ofEntries(
          Map.entry("x86_64", "x86_64"),
          Map.entry("i386", "i686"),
          Map.entry("aarch64", "aarch64"),
          Map.entry("arm", "armv7hl"),
          Map.entry("ppc", "ppc"),
          Map.entry("ppc64", "ppc64"),
          Map.entry("ppc64le", "ppc64le"),
          Map.entry("s390x", "s390x"),
          Map.entry("s390", "s390"),
          Map.entry("riscv64", "riscv64"),
          Map.entry("ia64", "ia64"));

  private Architectures() {}

  /** RPM's name of the architecture that libguestfs' file_architecture told. */
  public static Optional<String> rpmName(String fileArchitecture) {
    return Optional.ofNullable(RPM_NAMES.get(fileArchitecture));
  }

  /**
   * Whether an image of architecture {@code image} can take a package of architecture {@code arch}
   * at all; that a 32-bit package finds its libraries is a question of dependencies.
   */
  public static boolean accepts(String image, String arch) {
    if (arch.equals("noarch") || arch.equals(image)) {
      return true;
    }
    return switch (image) {
      case "x86_64" -> X86_32.contains(arch) || arch.matches("x86_64_v[234]|amd64|ia32e");
      case "i686" -> X86_32.contains(arch);
      case "ppc64" -> arch.matches("ppc|ppc64p7");
      case "s390x" -> arch.equals("s390");
      case "armv7hl" -> arch.matches("armv[67](hl|hnl|l)");
      default -> false;
    };
  }
}
