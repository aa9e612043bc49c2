package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rpm.InstalledBlobs;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rpm.database.PackageDatabase;
import org.nodecustomize.rpm.database.TinyDatabases;
import org.nodecustomize.tree.MemoryTree;

class InstalledDatabaseTest {
  private static final byte[] SQLITE = TinyDatabases.sqlite(headers());
  private static final byte[] NDB = TinyDatabases.ndb(headers());

  private static List<byte[]> headers() {
    return List.of(
        InstalledBlobs.tiny("one", 1_600_000_000),
        InstalledBlobs.key("abcd", "armor"),
        InstalledBlobs.large("two", 600_000));
  }

  private static PackageDatabase found(MemoryTree tree) {
    return assertInstanceOf(DatabaseSearch.Found.class, InstalledDatabase.find(tree)).database();
  }

  @Test
  void theDatabaseIsFoundThroughLinks() {
    MemoryTree tree =
        new MemoryTree()
            .file("/usr/share/rpm/rpmdb.sqlite", SQLITE)
            .symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
    assertEquals("/usr/share/rpm/rpmdb.sqlite", found(tree).name());
  }

  @Test
  void packagesAreListedWithoutTheKeys() {
    MemoryTree tree = new MemoryTree().file("/var/lib/rpm/rpmdb.sqlite", SQLITE);
    assertEquals(
        List.of("one-2:1.0-3.noarch 1600000000 42", "two-2:1.0-3.noarch 7 42"),
        InstalledDatabase.packages(found(tree)).stream()
            .map(p -> p.nevra() + " " + p.installTime() + " " + p.size())
            .toList());
  }

  @Test
  void whatTheImageIsConfiguredForComesFirst() {
    MemoryTree tree =
        new MemoryTree()
            .file("/usr/lib/sysimage/rpm/rpmdb.sqlite", SQLITE)
            .file("/var/lib/own/rpmdb.sqlite", SQLITE)
            .file("/var/lib/own/Packages.db", NDB)
            .file("/usr/lib/rpm/macros", "%_dbpath\t\t%{_var}/lib/rpm\n%_db_backend\t sqlite\n");
    assertEquals("/usr/lib/sysimage/rpm/rpmdb.sqlite", found(tree).name());
    tree.file("/etc/rpm/macros.site", "# here\n%_dbpath %{_var}/lib/own\n%_db_backend ndb\n");
    assertEquals("/var/lib/own/Packages.db", found(tree).name());
    tree.file("/etc/rpm/macros", "%_dbpath %{expand:none}\n");
    assertEquals("/usr/lib/sysimage/rpm/rpmdb.sqlite", found(tree).name());
  }

  @Test
  void macrosOfPackagesThatWereNotMergedDoNotCount() {
    MemoryTree tree =
        new MemoryTree()
            .file("/var/lib/own/Packages.db", NDB)
            .file("/var/lib/rpm/rpmdb.sqlite", SQLITE)
            .file("/etc/rpm/macros.site.rpmsave", "%_dbpath /var/lib/own\n");
    assertEquals("/var/lib/rpm/rpmdb.sqlite", found(tree).name());
  }

  @Test
  void aTreeWithoutADatabaseHasNone() {
    MemoryTree tree =
        new MemoryTree().directory("/var/lib/rpm").symbolicLink("/usr/share/rpm", "rpm");
    assertEquals(new DatabaseSearch.Absent(), InstalledDatabase.find(tree));
  }

  @Test
  void aDatabaseThatIsInUseIsNotRead() {
    MemoryTree tree =
        new MemoryTree()
            .file("/var/lib/rpm/rpmdb.sqlite", SQLITE)
            .file("/var/lib/rpm/rpmdb.sqlite-wal", "more");
    assertInstanceOf(DatabaseSearch.Unreadable.class, InstalledDatabase.find(tree));
  }
}
