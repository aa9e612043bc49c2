package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.tree.TreeView;

/** Reads an image's facts from its tree. */
public final class FactsReader {
  private static final int SMALL = 64 << 10;

  private FactsReader() {}

  /**
   * Reads what needs no program of the image.
   *
   * @param architecture as RPM spells it, empty where it is not known
   * @param packages what the image's rpm database holds, empty where it was not asked
   */
  public static ImageFacts read(
      TreeView tree, Optional<String> architecture, List<InstalledPackage> packages) {
    return new ImageFacts(
        tree.read("/etc/os-release", SMALL)
            .or(() -> tree.read("/usr/lib/os-release", SMALL))
            .map(OsRelease::parse)
            .orElseGet(() -> new OsRelease(Map.of())),
        tree.read(ImageFacts.NVR_FILE, SMALL)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
            .filter(nvr -> !nvr.isEmpty()),
        LayoutProfile.detect(tree),
        architecture,
        kernels(tree),
        PackageManagerKind.detect(tree),
        tree.link("/var/lib/rpm"),
        packages);
  }

  private static List<String> kernels(TreeView tree) {
    String prefix = "vmlinuz-";
    return tree.list("/boot").stream()
        .filter(name -> name.startsWith(prefix) && !name.contains("rescue"))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }
}
