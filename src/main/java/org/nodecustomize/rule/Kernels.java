package org.nodecustomize.rule;

import java.util.List;
import org.nodecustomize.tree.FileNode;

/** The kernels of an image. */
public final class Kernels {
  private static final String MODULES = "/usr/lib/modules";

  private Kernels() {}

  /** Versions of the kernels in /boot, rescue kernels left out, sorted. */
  public static List<String> inBoot(Snapshot files) {
    String prefix = "vmlinuz-";
    return files.names("/boot").stream()
        .filter(name -> name.startsWith(prefix) && !name.contains("rescue"))
        .filter(name -> files.target("/boot/" + name).filter(FileNode::isRegular).isPresent())
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  /** Versions that have a directory of modules. */
  public static List<String> withModules(Snapshot files) {
    return files.names(MODULES).stream()
        .filter(name -> files.node(MODULES + "/" + name).filter(FileNode::isDirectory).isPresent())
        .toList();
  }

  /** Versions of the kernels that lie beside their modules. */
  public static List<String> besideModules(Snapshot files) {
    return withModules(files).stream()
        .filter(version -> files.has(MODULES + "/" + version + "/vmlinuz"))
        .toList();
  }

  /** The directory of a kernel's modules. */
  public static String modules(String version) {
    return MODULES + "/" + version;
  }

  /** Where an initramfs is made for a kernel of /boot. */
  public static String initramfs(String version) {
    return "/boot/initramfs-" + version + ".img";
  }
}
