package org.nodecustomize.image;

import java.util.Locale;
import org.nodecustomize.tree.TreeView;

/** Which consumer's rules for pristine copies of /etc an image follows. */
public enum LayoutProfile {
  /** Pristine copies in /usr/share/factory/etc, as imgbased keeps them. */
  IMGBASED,
  /** Vendor presets in /usr/etc and a populated /etc. */
  NGN,
  /** Vendor presets in /usr/etc, /etc absent or empty, as OSTree commits have it. */
  OSTREE,
  /** No pristine copies: an ordinary root tree. */
  PLAIN;

  /** Tells the profile by content. */
  public static LayoutProfile detect(TreeView tree) {
    boolean emptyEtc = tree.list("/etc").isEmpty();
    if (emptyEtc && tree.exists("/usr/etc/passwd")) {
      return OSTREE;
    }
    // The package "filesystem" of many systems brings an empty /usr/etc.
    if (!tree.list("/usr/etc").isEmpty() && tree.exists("/etc/passwd")) {
      return NGN;
    }
    if (tree.exists("/usr/share/factory/etc/passwd") && tree.exists(ImageFacts.NVR_FILE)) {
      return IMGBASED;
    }
    return PLAIN;
  }

  /** By what the profile is told, in words for people. */
  public String signs() {
    return switch (this) {
      case IMGBASED -> "/usr/share/factory/etc/passwd and " + ImageFacts.NVR_FILE;
      case NGN -> "a populated /usr/etc beside /etc/passwd";
      case OSTREE -> "/usr/etc/passwd and no /etc";
      case PLAIN -> "no pristine copy of /etc";
    };
  }

  /** The name as options and reports spell it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
