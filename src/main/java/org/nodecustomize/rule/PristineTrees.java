package org.nodecustomize.rule;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.image.LayoutProfile.PLAIN;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where an image keeps the vendor's own copy of /etc. */
public final class PristineTrees {
  /** The copy that imgbased compares with. */
  public static final String FACTORY = "/usr/share/factory/etc";

  /** The copy of OSTree, and of the ngn layout. */
  public static final String USR_ETC = "/usr/etc";

  /** Made anew on every host by the installer or by programs, or at every change of the real file. */
  private static final List<Glob> HOST_LOCAL =
      Stream.of(
              "/etc/.pwd.lock",
              "/etc/.updated",
              "/etc/adjtime",
              "/etc/blkid.tab",
              "/etc/crypttab",
              "/etc/fstab",
              "/etc/group-",
              "/etc/gshadow-",
              "/etc/hostid",
              "/etc/hostname",
              "/etc/iscsi/initiatorname.iscsi",
              "/etc/ld.so.cache",
              "/etc/lvm/archive/**",
              "/etc/lvm/backup/**",
              "/etc/lvm/cache/**",
              "/etc/lvm/devices/system.devices",
              "/etc/machine-id",
              "/etc/machine-info",
              "/etc/mdadm.conf",
              "/etc/mtab",
              "/etc/multipath/bindings",
              "/etc/multipath/wwids",
              "/etc/nvme/hostid",
              "/etc/nvme/hostnqn",
              "/etc/passwd-",
              "/etc/pki/consumer/**",
              "/etc/pki/entitlement/**",
              "/etc/resolv.conf",
              "/etc/selinux/**.LOCK",
              "/etc/shadow-",
              "/etc/ssh/ssh_host_*_key*",
              "/etc/subgid-",
              "/etc/subuid-",
              "/etc/sysconfig/rhn/systemid",
              "/etc/vdsm/vdsm.id")
          .map(Glob::new)
          .toList();

  private PristineTrees() {}

  /** The pristine copies that the profile demands, most important first. */
  public static List<String> of(RuleContext context) {
    return switch (context.profile()) {
      case IMGBASED -> List.of(FACTORY);
      case NGN -> context.files().has(FACTORY) ? List.of(USR_ETC, FACTORY) : List.of(USR_ETC);
      case OSTREE -> List.of(USR_ETC);
      case PLAIN -> List.of();
    };
  }

  /**
   * Where a path of /etc is in a tree: there, or below /usr/etc, which becomes the /etc of a host,
   * where the tree has no /etc or an empty one.
   */
  public static String configuration(Snapshot files, String path) {
    boolean commit =
        path.startsWith("/etc/") && files.names("/etc").isEmpty() && files.has(USR_ETC);
    return commit ? "/usr" + path : path;
  }

  /** Where the copy of a path below /etc is. */
  public static String copy(String tree, String path) {
    return tree + path.substring("/etc".length());
  }

  /** Whether a path of /etc belongs to one host, and is never handed on as the vendor's. */
  public static boolean isHostLocal(String path) {
    return HOST_LOCAL.stream().anyMatch(glob -> glob.matches(path));
  }

  /**
   * In what a path and its pristine copy differ; type, content, mode and owner count.
   *
   * @return empty where they do not, or where neither is there
   */
  public static Optional<String> difference(Snapshot files, String path, String copy) {
    boolean here = files.has(path);
    boolean there = files.has(copy);
    if (!here || !there) {
      return here == there
          ? Optional.empty()
          : Optional.of(here ? "there is no " + copy : copy + " is still there");
    }
    Set<Aspect> aspects = EnumSet.copyOf(Changes.aspects(files, path, files, copy));
    aspects.removeAll(Set.of(Aspect.TIME, Aspect.ATTRIBUTES));
    return aspects.isEmpty()
        ? Optional.empty()
        : Optional.of(
            copy
                + " differs in "
                + aspects.stream().map(Aspect::text).collect(Collectors.joining(", ")));
  }
}
