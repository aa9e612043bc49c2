package org.nodecustomize.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.nodecustomize.ext4.Ext4FileSystem;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Support;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;

/**
 * The files that rpm reads in every run: databases, programs, libraries. What yum and dnf read
 * besides is much, and most runs need neither. Reading them here leaves their blocks decoded. A list of habits: a file that is missing or
 * not named costs time and nothing else.
 */
final class PackageFiles {
  private static final List<String> PROGRAMS = List.of("/bin/sh", "/usr/bin/rpm");

  /** The files in these, without those further below. */
  private static final List<String> DIRECTORIES =
      List.of(
          "/var/lib/rpm", "/usr/share/rpm", "/usr/lib/sysimage/rpm", "/usr/lib/rpm", "/etc/yum");

  private static final List<String> LIBRARIES = List.of("/usr/lib64", "/usr/lib");

  private static final Pattern LIBRARY =
      Pattern.compile(
          "(ld-|lib(c|m|dl|pthread|rt|util|z|bz2|lzma|zstd|popt|lua|acl|attr|cap|elf|nss3|nspr4|plc4"
              + "|plds4|crypto|ssl|sqlite3|db|rpm|rpmio|rpmbuild|rpmsign|python|dnf|hawkey|solv"
              + "|solvext|repo|comps|modulemd|glib|xml2|curl|expat|ffi|tinfo|selinux|pcre))\\b.*");

  /** A database of a hundred thousand packages is larger, and not read whole. */
  private static final long MOST_OF_ONE = 48L << 20;

  private static final int DEEPEST = 3;

  private final SquashfsSource source;
  private final BooleanSupplier stopped;
  private final long mostDecoded;

  PackageFiles(SquashfsSource source, BooleanSupplier stopped) {
    this.source = source;
    this.stopped = stopped;
    this.mostDecoded = source.decodedBlocks() + source.roomAhead();
  }

  /** Reads until all is read, half of the cache is full, or it is stopped. */
  void read() {
    if (Ext4FileSystem.open("image", new Ext4Source(source.size(), source::readAhead))
        instanceof Support.Readable readable) {
      FileTree tree = readable.tree();
      DIRECTORIES.forEach(directory -> files(tree, directory, 0));
      PROGRAMS.forEach(program -> file(tree, program));
      LIBRARIES.forEach(directory -> libraries(tree, directory));
    }
  }

  private void libraries(FileTree tree, String directory) {
    tree.list(directory).stream()
        .filter(name -> LIBRARY.matcher(name).matches())
        .forEach(name -> file(tree, directory + "/" + name));
  }

  private void files(FileTree tree, String directory, int depth) {
    for (String name : tree.list(directory)) {
      String path = directory + "/" + name;
      if (isOver()) {
        return;
      }
      Optional<NodeType> type = tree.type(path);
      // Links lead to what is read for its own sake.
      if (type.equals(Optional.of(NodeType.REGULAR))) {
        file(tree, path);
      } else if (type.equals(Optional.of(NodeType.DIRECTORY)) && depth > 0 && depth < DEEPEST) {
        files(tree, path, depth + 1);
      }
    }
  }

  private void file(FileTree tree, String path) {
    if (isOver()) {
      return;
    }
    try (InputStream in = tree.open(path).orElse(InputStream.nullInputStream());
        OutputStream out = OutputStream.nullOutputStream()) {
      byte[] piece = new byte[1 << 16];
      long left = MOST_OF_ONE;
      for (int count = in.read(piece); count > 0 && left > 0 && !isOver(); count = in.read(piece)) {
        out.write(piece, 0, count);
        left -= count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a disk has no such exception", e);
    }
  }

  private boolean isOver() {
    return stopped.getAsBoolean() || source.decodedBlocks() >= mostDecoded;
  }
}
