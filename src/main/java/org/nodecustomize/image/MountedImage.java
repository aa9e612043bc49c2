package org.nodecustomize.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.tree.TreeEdits;
import org.nodecustomize.tree.TreeView;

/**
 * An image's root tree, mounted where its own programs can run: what an operation works on.
 *
 * <p>Two directories of the tree are not the image's: {@link #scratch} is room for the run's own
 * files (caches, logs), and {@link #packages} holds the packages of the run, read-only. Neither
 * takes space in the image, and both are gone when the run ends.
 */
public interface MountedImage extends TreeView {

  /** The directory of the run's own files, writable; an absolute path in the tree. */
  String scratch();

  /** The directory of the run's packages, read-only; an absolute path in the tree. */
  String packages();

  /**
   * Runs a POSIX shell script by the image's own shell, as root, without a network.
   *
   * @param script constant text, or built from values that were checked; never raw user data
   * @param limit after which it is ended
   * @param lines told every line of output, as early as possible
   */
  CommandResult run(String script, Duration limit, Consumer<String> lines);

  /** Writes a file of mode 0644 owned by root; the directory must exist. */
  void write(String path, byte[] content);

  /** Copies a file of this machine to {@code path}; its directory must exist. */
  void copyIn(Path local, String path);

  /** Makes a directory and its parents. */
  void makeDirectories(String path);

  /** Removes a file or a whole directory; nothing happens where nothing is. */
  void remove(String path);

  /** Makes a symbolic link, replacing what is there. */
  void link(String target, String path);

  /** Bytes that a package can still use. */
  long freeBytes();

  /**
   * Unpacks an archive over the tree, with owners by number, times, extended attributes and labels;
   * a file that is there is replaced, not written to.
   *
   * @param tar not compressed, owners without names; read to its end, not closed
   * @throws IOException what {@code tar} fails with
   */
  void unpack(InputStream tar) throws IOException;

  /**
   * Gives something that is no link and no directory another owner, mode and other attributes.
   *
   * @param replacement its path is UTF-8, and no attribute to set has a zero byte but at its end
   */
  void place(TreeEdits.Replacement replacement);

  /** Takes an extended attribute away that is there. */
  void removeAttribute(String path, String name);

  /** Removes any number of files and whole directories, whatever bytes are in their names. */
  void removeAll(List<String> paths);
}
