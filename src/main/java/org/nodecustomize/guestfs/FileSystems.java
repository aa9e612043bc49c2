package org.nodecustomize.guestfs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.ApplianceException;

/** Whole file systems of an appliance. */
final class FileSystems {
  private static final Pattern EXIT = Pattern.compile("\\nexit (\\d+)\\s*$");

  private final Handle handle;

  FileSystems(Handle handle) {
    this.handle = handle;
  }

  void mount(String device, String directory, String options) {
    handle.integer(
        "mount_options",
        (library, g) -> library.guestfs_mount_options(g, options, device, directory));
  }

  void mountAs(String type, String device, String directory, String options) {
    handle.integer(
        "mount_vfs",
        (library, g) -> library.guestfs_mount_vfs(g, options, type, device, directory));
  }

  void unmountAll() {
    handle.integer("umount_all", (library, g) -> library.guestfs_umount_all(g));
  }

  void dropBuffers(String device) {
    handle.integer(
        "blockdev_flushbufs",
        Handle.BULK,
        (library, g) -> library.guestfs_blockdev_flushbufs(g, device));
  }

  void sync() {
    handle.integer("sync", Handle.BULK, (library, g) -> library.guestfs_sync(g));
  }

  String type(String device) {
    return handle.text("vfs_type", (library, g) -> library.guestfs_vfs_type(g, device));
  }

  String label(String device) {
    return handle.text("vfs_label", (library, g) -> library.guestfs_vfs_label(g, device));
  }

  String uuid(String device) {
    return handle.text("vfs_uuid", (library, g) -> library.guestfs_vfs_uuid(g, device));
  }

  long deviceSize(String device) {
    return handle.number(
        "blockdev_getsize64", (library, g) -> library.guestfs_blockdev_getsize64(g, device));
  }

  FileSystemSpace space(String directory) {
    return handle.memory(
        "statvfs",
        Handle.ORDINARY,
        (library, g) -> library.guestfs_statvfs(g, directory),
        statvfs -> {
          try {
            return GuestStructs.space(statvfs);
          } finally {
            handle.natives().guestfs().guestfs_free_statvfs(statvfs);
          }
        });
  }

  /**
   * @param name the device's name in the appliance, which does not translate it here
   */
  FsckResult checkExt(String device, String name, FsckMode mode) {
    FsckResult found = checkReadOnly(name);
    if (found.state() == FsckResult.State.CLEAN || mode == FsckMode.READ_ONLY) {
      return found;
    }
    LibGuestfs.E2fsckOptions options = new LibGuestfs.E2fsckOptions();
    options.correct = 1;
    options.given("correct");
    try {
      handle.integer(
          "e2fsck", Handle.BULK, (library, g) -> library.guestfs_e2fsck_argv(g, device, options));
      return new FsckResult(FsckResult.State.CORRECTED, found.text());
    } catch (ApplianceException e) {
      if (handle.hasEnded()) {
        throw e;
      }
      return new FsckResult(FsckResult.State.DAMAGED, e.text());
    }
  }

  /**
   * libguestfs' own e2fsck function cannot check without repairing and does not tell the exit code,
   * so this is a command of the appliance itself. {@code debug} promises nothing between versions;
   * the form of the answer is therefore checked.
   */
  private FsckResult checkReadOnly(String name) {
    String[] command = {"e2fsck -f -n " + name + " 2>&1; echo \"exit $?\""};
    String answer =
        handle.text("debug", Handle.BULK, (library, g) -> library.guestfs_debug(g, "sh", command));
    Matcher exit = EXIT.matcher("\n" + answer);
    if (!exit.find()) {
      throw new ApplianceException("e2fsck", 0, "no exit code in its answer: " + answer);
    }
    String text = answer.substring(0, Math.max(0, exit.start() - 1)).strip();
    int code = Integer.parseInt(exit.group(1));
    // Source: e2fsck(8): 0 no errors, 4 errors left uncorrected, above that it did not check.
    if (code != 0 && (code & 4) == 0) {
      throw new ApplianceException("e2fsck", 0, text.isEmpty() ? "exit code " + code : text);
    }
    return new FsckResult(code == 0 ? FsckResult.State.CLEAN : FsckResult.State.DAMAGED, text);
  }

  void resizeExt(String device) {
    handle.integer("resize2fs", Handle.BULK, (library, g) -> library.guestfs_resize2fs(g, device));
  }

  void trim(String directory) {
    LibGuestfs.FstrimOptions options = new LibGuestfs.FstrimOptions();
    handle.integer(
        "fstrim", Handle.BULK, (library, g) -> library.guestfs_fstrim_argv(g, directory, options));
  }

  void makeExt4(String device, String label, String features) {
    LibGuestfs.MkfsOptions options = new LibGuestfs.MkfsOptions();
    options.blocksize = 4096;
    options.features = features;
    options.label = label;
    options.given("blocksize", "features", "label");
    handle.integer(
        "mkfs",
        Handle.BULK,
        (library, g) -> library.guestfs_mkfs_opts_argv(g, "ext4", device, options));
    LibGuestfs.Tune2fsOptions tuning = new LibGuestfs.Tune2fsOptions();
    tuning.reservedblockspercentage = 0;
    tuning.given("reservedblockspercentage");
    handle.integer("tune2fs", (library, g) -> library.guestfs_tune2fs_argv(g, device, tuning));
  }

  boolean hasFeature(String group) {
    String[] groups = {group};
    return handle.integer(
            "feature_available", (library, g) -> library.guestfs_feature_available(g, groups))
        == 1;
  }
}
