package org.nodecustomize.apply;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;

/**
 * What a tree's database of packages tells, without the image's rpm; read once.
 *
 * @param read empty where there is no database, or only rpm can read it
 */
record InstalledNow(Optional<Read> read) {

  /** A database, by the file that it was read from. */
  record Read(String file, Optional<FileNode> node, PackageContents contents) {}

  /**
   * Reads a tree.
   *
   * @throws org.nodecustomize.diag.ImageException if the database is damaged
   */
  static InstalledNow in(FileTree tree) {
    return new InstalledNow(
        InstalledDatabase.find(tree) instanceof DatabaseSearch.Found found
            ? Optional.of(
                new Read(
                    found.database().name(),
                    tree.node(found.database().name()),
                    PackageContents.read(found.database())))
            : Optional.empty());
  }

  /** The same for edits over the tree that this was read from, which seldom touch the database. */
  InstalledNow with(EditedTree edited) {
    boolean same =
        read.isPresent()
            && InstalledDatabase.find(edited) instanceof DatabaseSearch.Found found
            && found.database().name().equals(read.get().file())
            && edited.node(read.get().file()).equals(read.get().node());
    return same ? this : in(edited);
  }

  /** The installed packages; empty where the database cannot be read without rpm. */
  Optional<List<InstalledPackage>> packages() {
    return read.map(found -> found.contents().installed());
  }

  /** Whether a path belongs to an installed package; nothing does where that cannot be told. */
  boolean owns(String path) {
    return read.filter(found -> found.contents().owns(path)).isPresent();
  }
}
