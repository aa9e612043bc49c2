package org.nodecustomize.seal;

import java.util.List;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.TreeView;

/** Where an image keeps its pristine copies of /etc. */
final class PristineTrees {
  /** What imgbased compares hosts with. */
  static final String FACTORY = "/usr/share/factory/etc";

  /** The vendor's presets. */
  static final String VENDOR = "/usr/etc";

  static final List<String> ALL = List.of(FACTORY, VENDOR);

  private PristineTrees() {}

  /** The trees that have to follow /etc; none for an ordinary root tree. */
  static List<String> of(LayoutProfile profile, TreeView before) {
    return switch (profile) {
      case IMGBASED -> List.of(FACTORY);
      case NGN -> before.exists(FACTORY + "/passwd") ? List.of(FACTORY, VENDOR) : List.of(VENDOR);
      case OSTREE -> List.of(VENDOR);
      case PLAIN -> List.of();
    };
  }

  /** The pristine copy's path of something below /etc. */
  static String copy(String tree, String path) {
    return tree + path.substring("/etc".length());
  }
}
