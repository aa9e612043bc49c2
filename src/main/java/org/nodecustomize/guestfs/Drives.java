package org.nodecustomize.guestfs;

import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/** How drives are given to libguestfs. */
final class Drives {
  private Drives() {}

  /** The name of a drive in the appliance, where disks may come up in another order; letters only. */
  static String label(int index) {
    return "drive" + (char) ('a' + index);
  }

  static void add(Handle handle, Drive drive, String label) {
    LibGuestfs.AddDriveOptions options = new LibGuestfs.AddDriveOptions();
    options.format = "raw";
    options.label = label;
    options.given("format", "label");
    String file = "";
    boolean writable = true;
    if (drive instanceof Drive.RawFile raw) {
      file = raw.file().toAbsolutePath().toString();
      writable = !raw.readOnly();
    } else if (drive instanceof Drive.NbdSocket nbd) {
      String[] server = {"unix:" + nbd.socket().toAbsolutePath()};
      options.protocol = "nbd";
      options.server = new StringArray(server, "UTF-8");
      options.given("protocol", "server");
      writable = !nbd.readOnly();
    }
    options.readonly = writable ? 0 : 1;
    options.given("readonly");
    if (writable) {
      options.cachemode = "unsafe";
      options.discard = "enable";
      options.given("cachemode", "discard");
    }
    String path = file;
    handle.integer(
        "add_drive_opts", (library, g) -> library.guestfs_add_drive_opts_argv(g, path, options));
  }

  /**
   * Says in clear words what qemu would say in the middle of a failed launch.
   *
   * <p>qemu locks bytes from 100 on for what it does with an image and from 200 on for what it
   * forbids to others; a lock of that range that cannot be had means another qemu.
   *
   * @throws HostException if the drive cannot be used
   */
  static void check(Drive drive) {
    if (!(drive instanceof Drive.RawFile raw)) {
      return;
    }
    String name = raw.file().toString();
    if (!Files.isReadable(raw.file())) {
      throw new HostException(Problem.at(name, "cannot be read as a disk of the appliance"));
    }
    if (raw.readOnly()) {
      return;
    }
    if (!Files.isWritable(raw.file())) {
      throw new HostException(Problem.at(name, "cannot be written as a disk of the appliance"));
    }
    try (FileChannel channel =
            FileChannel.open(raw.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(100, 200, false)) {
      if (lock == null) {
        throw new HostException(
            Problem.at(name, "is in use by another process, an appliance or a virtual machine")
                .withHint("end the other program; 'fuser -v " + name + "' shows which it is"));
      }
    } catch (IOException e) {
      throw new HostException(Problem.at(name, "cannot be opened: " + e.getMessage()), e);
    }
  }
}
