package org.nodecustomize.guestfs;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.LongByReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The C functions of libguestfs that the program uses, one to one; no logic. {@code size_t} is
 * {@code long}: only 64-bit machines are supported. A {@code char *} that C hands over is a {@link
 * Pointer}, never a {@code String}, because JNA would copy it and leak the original.
 *
 * <p>Source: {@code guestfs.h} of libguestfs 1.48; a test compares every declaration with the
 * header of the machine that builds.
 */
@SuppressWarnings("MemberName") // the C names, which the header test looks up
interface LibGuestfs extends Library {
  int CREATE_NO_CLOSE_ON_EXIT = 1 << 1;

  long EVENT_PROGRESS = 0x0008;
  long EVENT_APPLIANCE = 0x0010;
  long EVENT_LIBRARY = 0x0020;
  long EVENT_TRACE = 0x0040;
  long EVENT_WARNING = 0x0200;

  // The handle.

  @Nullable Pointer guestfs_create_flags(int flags);

  void guestfs_close(Pointer g);

  @Nullable Pointer guestfs_last_error(Pointer g);

  int guestfs_last_errno(Pointer g);

  void guestfs_set_error_handler(Pointer g, @Nullable Callback handler, @Nullable Pointer opaque);

  int guestfs_set_event_callback(
      Pointer g, EventCallback callback, long events, int flags, @Nullable Pointer opaque);

  int guestfs_user_cancel(Pointer g);

  @Nullable Pointer guestfs_version(Pointer g);

  // Configuration.

  int guestfs_config(Pointer g, String parameter, @Nullable String value);

  int guestfs_set_backend(Pointer g, String backend);

  @Nullable Pointer guestfs_get_backend_settings(Pointer g);

  int guestfs_set_backend_settings(Pointer g, String[] settings);

  int guestfs_set_memsize(Pointer g, int megabytes);

  int guestfs_set_smp(Pointer g, int processors);

  int guestfs_set_network(Pointer g, int network);

  int guestfs_set_pgroup(Pointer g, int ownGroup);

  int guestfs_set_recovery_proc(Pointer g, int recoveryProcess);

  int guestfs_set_tmpdir(Pointer g, String directory);

  int guestfs_set_cachedir(Pointer g, String directory);

  @Nullable Pointer guestfs_get_path(Pointer g);

  int guestfs_set_path(Pointer g, String searchPath);

  @Nullable Pointer guestfs_get_hv(Pointer g);

  int guestfs_set_hv(Pointer g, String hypervisor);

  int guestfs_set_append(Pointer g, String kernelOptions);

  int guestfs_set_verbose(Pointer g, int verbose);

  int guestfs_add_drive_opts_argv(Pointer g, String file, AddDriveOptions options);

  int guestfs_launch(Pointer g);

  int guestfs_get_pid(Pointer g);

  int guestfs_shutdown(Pointer g);

  // File systems.

  int guestfs_mount_options(Pointer g, String options, String device, String directory);

  int guestfs_mount_vfs(Pointer g, String options, String type, String device, String directory);

  int guestfs_mkmountpoint(Pointer g, String directory);

  int guestfs_umount_all(Pointer g);

  int guestfs_sync(Pointer g);

  int guestfs_blockdev_flushbufs(Pointer g, String device);

  @Nullable Pointer guestfs_vfs_type(Pointer g, String device);

  @Nullable Pointer guestfs_vfs_label(Pointer g, String device);

  @Nullable Pointer guestfs_vfs_uuid(Pointer g, String device);

  long guestfs_blockdev_getsize64(Pointer g, String device);

  @Nullable Pointer guestfs_statvfs(Pointer g, String path);

  int guestfs_e2fsck_argv(Pointer g, String device, E2fsckOptions options);

  int guestfs_resize2fs(Pointer g, String device);

  int guestfs_fstrim_argv(Pointer g, String directory, FstrimOptions options);

  int guestfs_mkfs_opts_argv(Pointer g, String type, String device, MkfsOptions options);

  int guestfs_tune2fs_argv(Pointer g, String device, Tune2fsOptions options);

  int guestfs_feature_available(Pointer g, String[] groups);

  @Nullable Pointer guestfs_debug(Pointer g, String command, String[] arguments);

  // Files.

  int guestfs_exists(Pointer g, String path);

  @Nullable Pointer guestfs_lstatns(Pointer g, String path);

  @Nullable Pointer guestfs_statns(Pointer g, String path);

  @Nullable Pointer guestfs_lstatnslist(Pointer g, String directory, String[] names);

  @Nullable Pointer guestfs_lxattrlist(Pointer g, String directory, String[] names);

  @Nullable Pointer guestfs_readlinklist(Pointer g, String directory, String[] names);

  @Nullable Pointer guestfs_ls(Pointer g, String directory);

  @Nullable Pointer guestfs_pread(
      Pointer g, String path, int count, long offset, LongByReference size);

  int guestfs_write(Pointer g, String path, byte[] content, long size);

  int guestfs_write_append(Pointer g, String path, byte[] content, long size);

  @Nullable Pointer guestfs_readlink(Pointer g, String path);

  int guestfs_mkdir_p(Pointer g, String path);

  int guestfs_rm(Pointer g, String path);

  int guestfs_rm_rf(Pointer g, String path);

  int guestfs_rename(Pointer g, String from, String to);

  int guestfs_ln(Pointer g, String existing, String path);

  int guestfs_ln_s(Pointer g, String target, String path);

  int guestfs_chmod(Pointer g, int mode, String path);

  int guestfs_lchown(Pointer g, int owner, int group, String path);

  int guestfs_utimens(Pointer g, String path, long atsecs, long atnsecs, long mtsecs, long mtnsecs);

  @Nullable Pointer guestfs_lgetxattrs(Pointer g, String path);

  int guestfs_lsetxattr(Pointer g, String name, byte[] value, int size, String path);

  int guestfs_lremovexattr(Pointer g, String name, String path);

  int guestfs_upload(Pointer g, String local, String remote);

  int guestfs_download(Pointer g, String remote, String local);

  int guestfs_tar_in_opts_argv(Pointer g, String tar, String directory, TarInOptions options);

  int guestfs_tar_out_opts_argv(Pointer g, String directory, String tar, TarOutOptions options);

  @Nullable Pointer guestfs_checksum(Pointer g, String type, String path);

  @Nullable Pointer guestfs_file_architecture(Pointer g, String path);

  @Nullable Pointer guestfs_command(Pointer g, String[] arguments);

  // Ownership of what C hands over.

  void guestfs_free_version(Pointer version);

  void guestfs_free_statvfs(Pointer statvfs);

  void guestfs_free_statns(Pointer statns);

  void guestfs_free_statns_list(Pointer list);

  void guestfs_free_xattr_list(Pointer list);

  /** {@code guestfs_event_callback}; runs on the thread that is in a libguestfs call. */
  interface EventCallback extends Callback {
    void invoke(
        Pointer g,
        @Nullable Pointer opaque,
        long event,
        int eventHandle,
        int flags,
        @Nullable Pointer text,
        long textLength,
        @Nullable Pointer array,
        long arrayLength);
  }

  /**
   * An {@code *_argv} structure: a bit mask, then one field for each optional argument, whose bit
   * is its place among them.
   */
  abstract class OptionalArguments extends Structure {
    public long bitmask;

    OptionalArguments() {
      setStringEncoding("UTF-8");
    }

    /** Tells libguestfs that these fields have a value. */
    void given(String... fields) {
      List<String> order = getFieldOrder();
      for (String field : fields) {
        int place = order.indexOf(field);
        if (place < 1) {
          throw new IllegalArgumentException(getClass().getSimpleName() + " has no " + field);
        }
        bitmask |= 1L << (place - 1);
      }
    }
  }

  @FieldOrder({
    "bitmask",
    "readonly",
    "format",
    "iface",
    "name",
    "label",
    "protocol",
    "server",
    "username",
    "secret",
    "cachemode",
    "discard",
    "copyonread",
    "blocksize"
  })
  final class AddDriveOptions extends OptionalArguments {
    public int readonly;
    public @Nullable String format;
    public @Nullable String iface;
    public @Nullable String name;
    public @Nullable String label;
    public @Nullable String protocol;
    public @Nullable Pointer server;
    public @Nullable String username;
    public @Nullable String secret;
    public @Nullable String cachemode;
    public @Nullable String discard;
    public int copyonread;
    public int blocksize;
  }

  @FieldOrder({"bitmask", "correct", "forceall"})
  final class E2fsckOptions extends OptionalArguments {
    public int correct;
    public int forceall;
  }

  @FieldOrder({"bitmask", "offset", "length", "minimumfreeextent"})
  final class FstrimOptions extends OptionalArguments {
    public long offset;
    public long length;
    public long minimumfreeextent;
  }

  @FieldOrder({"bitmask", "blocksize", "features", "inode", "sectorsize", "label"})
  final class MkfsOptions extends OptionalArguments {
    public int blocksize;
    public @Nullable String features;
    public int inode;
    public int sectorsize;
    public @Nullable String label;
  }

  @FieldOrder({
    "bitmask",
    "force",
    "maxmountcount",
    "mountcount",
    "errorbehavior",
    "group",
    "intervalbetweenchecks",
    "reservedblockspercentage",
    "lastmounteddirectory",
    "reservedblockscount",
    "user"
  })
  final class Tune2fsOptions extends OptionalArguments {
    public int force;
    public int maxmountcount;
    public int mountcount;
    public @Nullable String errorbehavior;
    public long group;
    public int intervalbetweenchecks;
    public int reservedblockspercentage;
    public @Nullable String lastmounteddirectory;
    public long reservedblockscount;
    public long user;
  }

  @FieldOrder({"bitmask", "compress", "xattrs", "selinux", "acls"})
  final class TarInOptions extends OptionalArguments {
    public @Nullable String compress;
    public int xattrs;
    public int selinux;
    public int acls;
  }

  @FieldOrder({"bitmask", "compress", "numericowner", "excludes", "xattrs", "selinux", "acls"})
  final class TarOutOptions extends OptionalArguments {
    public @Nullable String compress;
    public int numericowner;
    public @Nullable Pointer excludes;
    public int xattrs;
    public int selinux;
    public int acls;
  }
}
