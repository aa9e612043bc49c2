package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.nodecustomize.Requirement;

/** A sample image. */
enum Sample {
  CENTOS7("el7"),
  ROCKY9("el9");

  private final String flavour;

  Sample(String flavour) {
    this.flavour = flavour;
  }

  /** What its packages end in. */
  String flavour() {
    return flavour;
  }

  Path image() {
    return Requirement.sample(title() + ".squashfs");
  }

  /** The directory with packages of ours that are not signed. */
  Path demo() {
    return Requirement.sample("rpms/" + flavour + "/demo");
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
