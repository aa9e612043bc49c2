package org.nodecustomize.apply;

import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.image.Architectures;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.tree.TreeView;

/** Whether an image's programs can be run on this machine. */
final class ImagePrograms {
  private ImagePrograms() {}

  /** The first real program tells; scripts and broken links do not. */
  static Optional<String> architecture(Appliance appliance, MountedImage image) {
    for (String program : ProgramArchitecture.programs(image)) {
      Optional<String> name = Architectures.rpmName(appliance.architecture(program));
      if (name.isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }

  /**
   * Refuses an image whose programs cannot be run here.
   *
   * @param architecture of the image's programs as RPM spells it
   */
  static void requireRunnable(String name, TreeView image, Optional<String> architecture) {
    if (!image.exists("/bin/sh")) {
      throw new ImageException(
          Problem.at(name, "there is no /bin/sh in the image: its programs cannot be run")
              .withHint("give an image that holds a whole operating system"));
    }
    String machine = machine();
    architecture
        .filter(arch -> !Architectures.accepts(machine, arch))
        .ifPresent(
            arch -> {
              throw new ImageException(
                  Problem.at(name, "its programs are for " + arch + ", this machine is " + machine)
                      .withHint("customize it on a machine of architecture " + arch));
            });
    if (!hasRpm(image)) {
      throw new ImageException(
          Problem.at(name, "there is no rpm in the image: its packages cannot be changed"));
    }
  }

  /** Whether the image's own rpm is there and can run on this machine. */
  static boolean canAskRpm(MountedImage image, Optional<String> architecture) {
    return hasRpm(image)
        && image.exists("/bin/sh")
        && architecture.filter(arch -> Architectures.accepts(machine(), arch)).isPresent();
  }

  private static boolean hasRpm(TreeView image) {
    return image.exists("/usr/bin/rpm") || image.exists("/bin/rpm");
  }

  /** The architecture of this machine as RPM spells it. */
  static String machine() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return name.equals("amd64") ? "x86_64" : name;
  }
}
