package org.nodecustomize.guestfs;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** The files of what is mounted. */
final class ImageFiles {
  private static final int ENOENT = 2;
  private static final int ENOTDIR = 20;

  /** A time that stays as it is, instead of nanoseconds. */
  private static final int OMIT = -2;

  /** A message of libguestfs holds 4 MiB. */
  private static final int CHUNK = 2 << 20;

  private final Handle handle;

  ImageFiles(Handle handle) {
    this.handle = handle;
  }

  /** The path as it came; whatever C would misunderstand is refused. */
  static String checked(String path) {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an absolute path in the image: '" + path + "'");
    }
    return path;
  }

  boolean exists(String path) {
    checked(path);
    return handle.integer("exists", (library, g) -> library.guestfs_exists(g, path)) == 1;
  }

  Optional<FileStatus> status(String path) {
    checked(path);
    return status("lstatns", (library, g) -> library.guestfs_lstatns(g, path));
  }

  private Optional<FileStatus> followed(String path) {
    checked(path);
    return status("statns", (library, g) -> library.guestfs_statns(g, path));
  }

  private Optional<FileStatus> status(String name, Handle.PointerFunction function) {
    try {
      return Optional.of(
          handle.memory(
              name,
              Handle.ORDINARY,
              function,
              freeing(GuestStructs::status, handle.natives().guestfs()::guestfs_free_statns)));
    } catch (ApplianceException e) {
      if (e.errno() == ENOENT || e.errno() == ENOTDIR) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static <T> Function<Pointer, T> freeing(
      Function<Pointer, T> read, Consumer<Pointer> free) {
    return pointer -> {
      try {
        return read.apply(pointer);
      } finally {
        free.accept(pointer);
      }
    };
  }

  Map<String, FileStatus> statuses(String directory) {
    List<String> names = list(directory);
    if (names.isEmpty()) {
      return Map.of();
    }
    String[] array = names.toArray(String[]::new);
    List<FileStatus> statuses =
        handle.memory(
            "lstatnslist",
            Handle.ORDINARY,
            (library, g) -> library.guestfs_lstatnslist(g, directory, array),
            freeing(GuestStructs::statuses, handle.natives().guestfs()::guestfs_free_statns_list));
    Map<String, FileStatus> byName = new LinkedHashMap<>();
    for (int index = 0; index < statuses.size(); index++) {
      if (statuses.get(index).inode() >= 0) {
        byName.put(array[index], statuses.get(index));
      }
    }
    return byName;
  }

  List<String> list(String directory) {
    checked(directory);
    return handle.memory(
        "ls",
        Handle.ORDINARY,
        (library, g) -> library.guestfs_ls(g, directory),
        handle.natives()::takeStrings);
  }

  /** By pread: read_file takes 120 ms under emulation, since the daemon settles udev each time. */
  byte[] read(String path, int limit) {
    long size = existingFile(path).size();
    if (size > limit) {
      throw tooLarge(path, limit, size);
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream((int) size);
    byte[] piece;
    do {
      piece = read(path, content.size(), CHUNK);
      content.writeBytes(piece);
      if (content.size() > limit) {
        throw tooLarge(path, limit, content.size());
      }
    } while (piece.length > 0);
    return content.toByteArray();
  }

  /** At most {@code count} bytes from {@code offset} on; none at the end of the file. */
  byte[] read(String path, long offset, int count) {
    LongByReference size = new LongByReference();
    return handle.memory(
        "pread",
        Handle.ORDINARY,
        (library, g) -> library.guestfs_pread(g, path, Math.min(count, CHUNK), offset, size),
        buffer -> handle.natives().takeBytes(buffer, size.getValue()));
  }

  private static OperationException tooLarge(String path, int limit, long size) {
    return new OperationException(
        Problem.at(path, "expected at most " + limit + " bytes but was " + size));
  }

  private static OperationException absent(String path) {
    return new OperationException(Problem.at(path, "no such file in the image"));
  }

  /**
   * The status of the regular file at the end of all links; a FIFO or a device of a hostile image
   * would block the appliance for ever when it is opened.
   */
  private Optional<FileStatus> regularFile(String path) {
    Optional<FileStatus> status = followed(path);
    if (status.isPresent() && !status.get().isRegularFile()) {
      throw new OperationException(
          Problem.at(
              path,
              "expected a regular file in the image but was of type "
                  + Integer.toOctalString(status.get().mode() & 0170000)));
    }
    return status;
  }

  private FileStatus existingFile(String path) {
    return regularFile(path).orElseThrow(() -> absent(path));
  }

  String readLink(String path) {
    checked(path);
    return handle.text("readlink", (library, g) -> library.guestfs_readlink(g, path));
  }

  void write(String path, byte[] content) {
    regularFile(path);
    byte[] first = content.length <= CHUNK ? content : Arrays.copyOf(content, CHUNK);
    handle.integer("write", (library, g) -> library.guestfs_write(g, path, first, first.length));
    for (int offset = CHUNK; offset < content.length; offset += CHUNK) {
      byte[] next = Arrays.copyOfRange(content, offset, Math.min(content.length, offset + CHUNK));
      handle.integer(
          "write_append", (library, g) -> library.guestfs_write_append(g, path, next, next.length));
    }
  }

  void makeDirectories(String path) {
    checked(path);
    handle.integer("mkdir_p", (library, g) -> library.guestfs_mkdir_p(g, path));
  }

  void remove(String path) {
    checked(path);
    handle.integer("rm", (library, g) -> library.guestfs_rm(g, path));
  }

  void removeRecursively(String path) {
    checked(path);
    handle.integer("rm_rf", Handle.BULK, (library, g) -> library.guestfs_rm_rf(g, path));
  }

  void rename(String from, String to) {
    checked(from);
    checked(to);
    handle.integer("rename", (library, g) -> library.guestfs_rename(g, from, to));
  }

  void link(String existing, String path) {
    checked(existing);
    checked(path);
    handle.integer("ln", (library, g) -> library.guestfs_ln(g, existing, path));
  }

  void symbolicLink(String target, String path) {
    checked(path);
    handle.integer("ln_s", (library, g) -> library.guestfs_ln_s(g, target, path));
  }

  void chmod(String path, int permissions) {
    checked(path);
    handle.integer("chmod", (library, g) -> library.guestfs_chmod(g, permissions, path));
  }

  void chown(String path, int uid, int gid) {
    checked(path);
    handle.integer("lchown", (library, g) -> library.guestfs_lchown(g, uid, gid, path));
  }

  void setModified(String path, Instant time) {
    checked(path);
    handle.integer(
        "utimens",
        (library, g) ->
            library.guestfs_utimens(g, path, 0, OMIT, time.getEpochSecond(), time.getNano()));
  }

  Map<String, byte[]> attributes(String path) {
    checked(path);
    return handle.memory(
        "lgetxattrs",
        Handle.ORDINARY,
        (library, g) -> library.guestfs_lgetxattrs(g, path),
        freeing(GuestStructs::attributes, handle.natives().guestfs()::guestfs_free_xattr_list));
  }

  /** In the order of the names. */
  List<Map<String, byte[]>> attributesOf(String directory, List<String> names) {
    checked(directory);
    if (names.isEmpty()) {
      return List.of();
    }
    String[] array = names.toArray(String[]::new);
    List<Map<String, byte[]>> attributes =
        handle.memory(
            "lxattrlist",
            Handle.ORDINARY,
            (library, g) -> library.guestfs_lxattrlist(g, directory, array),
            freeing(
                GuestStructs::attributeLists, handle.natives().guestfs()::guestfs_free_xattr_list));
    if (attributes.size() != names.size()) {
      throw new ApplianceException(
          "lxattrlist", 0, attributes.size() + " answers for " + names.size() + " names");
    }
    return attributes;
  }

  /** In the order of the names; empty for what is no link. */
  List<String> linkTexts(String directory, List<String> names) {
    checked(directory);
    if (names.isEmpty()) {
      return List.of();
    }
    String[] array = names.toArray(String[]::new);
    return handle.memory(
        "readlinklist",
        Handle.ORDINARY,
        (library, g) -> library.guestfs_readlinklist(g, directory, array),
        handle.natives()::takeStrings);
  }

  void setAttribute(String path, String name, byte[] value) {
    checked(path);
    handle.integer(
        "lsetxattr", (library, g) -> library.guestfs_lsetxattr(g, name, value, value.length, path));
  }

  void removeAttribute(String path, String name) {
    checked(path);
    handle.integer("lremovexattr", (library, g) -> library.guestfs_lremovexattr(g, name, path));
  }

  void upload(Path local, String remote) {
    regularFile(remote);
    handle.integer(
        "upload",
        Handle.BULK,
        (library, g) -> library.guestfs_upload(g, local.toAbsolutePath().toString(), remote));
  }

  void download(String remote, Path local) {
    existingFile(remote);
    handle.integer(
        "download",
        Handle.BULK,
        (library, g) -> library.guestfs_download(g, remote, local.toAbsolutePath().toString()));
  }

  String sha256(String path) {
    existingFile(path);
    return handle.text(
        "checksum", Handle.BULK, (library, g) -> library.guestfs_checksum(g, "sha256", path));
  }

  String architecture(String path) {
    checked(path);
    return handle.text(
        "file_architecture", (library, g) -> library.guestfs_file_architecture(g, path));
  }
}
