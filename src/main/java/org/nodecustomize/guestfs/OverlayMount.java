package org.nodecustomize.guestfs;

import java.util.regex.Pattern;

/**
 * A read-only file system with a writable one over it as the appliance's root file system, by the
 * kernel's overlayfs. libguestfs mounts only devices, so these are commands of the appliance
 * itself.
 *
 * <p>Source: the kernel's Documentation/filesystems/overlayfs.rst.
 */
final class OverlayMount {
  private static final String PLACE = "/tmp/node-customize";
  private static final Pattern DEVICE = Pattern.compile("/dev/disk/guestfs/[a-z]+");

  /**
   * The upper directory is the root's face, so it gets the lower root's owner, mode and attributes
   * first. The options keep what is in the upper file system a plain tree with whiteouts, whatever
   * this kernel's defaults are.
   */
  private static final String MOUNT =
      """
      mkdir -p %1$s/lower %1$s/upper
      mount -t squashfs -o ro %2$s %1$s/lower
      mount -t ext4 -o noatime %3$s %1$s/upper
      if [ ! -d %1$s/upper/work ]; then
      mkdir %1$s/upper/work %1$s/upper/tree
      tar -C %1$s/lower --no-recursion --xattrs --xattrs-include='*' --numeric-owner \
      -cf %1$s/upper/root.tar .
      tar -C %1$s/upper/tree --xattrs --xattrs-include='*' --numeric-owner -xpf %1$s/upper/root.tar
      rm %1$s/upper/root.tar
      fi
      mount -t overlay -o \
      lowerdir=%1$s/lower,upperdir=%1$s/upper/tree,workdir=%1$s/upper/work,\
      redirect_dir=off,metacopy=off,index=off overlay /sysroot
      """;

  private static final String UNMOUNT =
      """
      umount %1$s/upper
      umount %1$s/lower
      """;

  private final Handle handle;

  OverlayMount(Handle handle) {
    this.handle = handle;
  }

  /**
   * @param lower the read-only device's name in the appliance, a squashfs
   * @param upper the writable one's, an ext4; empty at first, later as an earlier mount left it
   */
  void mount(String lower, String upper) {
    ApplianceScript.run(
        handle, "mount overlay", MOUNT.formatted(PLACE, device(lower), device(upper)));
  }

  /** Unmounts what the overlay consisted of, after the overlay itself. */
  void unmountParts() {
    ApplianceScript.run(handle, "umount overlay", UNMOUNT.formatted(PLACE));
  }

  private static String device(String name) {
    if (!DEVICE.matcher(name).matches()) {
      throw new IllegalArgumentException(name);
    }
    return name;
  }
}
