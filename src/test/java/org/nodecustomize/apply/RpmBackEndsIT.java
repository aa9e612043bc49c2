package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Requirement;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.RpmDatabase;
import org.nodecustomize.rpm.database.DatabaseBytes;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rpm.database.PackageDatabase;
import org.nodecustomize.rpm.database.PackageDatabase.Format;

/** A database that the rpm of an image makes in another format, which few rpms of hosts know. */
class RpmBackEndsIT {

  @Test
  void aDatabaseOfRpmsOwnFormatIsReadAsByRpm() {
    try (SharedSession session = SharedSession.open(Requirement.sample("rocky9.squashfs"))) {
      String place = session.image().scratch() + "/ndb";
      CommandResult made =
          session.shell(
              """
              set -e
              cp -r /usr/share/rpm %s
              rpmdb --dbpath %s --define '_db_backend ndb' --rebuilddb
              ls %s
              """
                  .formatted(place, place, place));
      assertEquals(0, made.exitCode(), made::log);
      byte[] file = session.image().read(place + "/Packages.db", 64 << 20).orElseThrow();
      DatabaseSearch search =
          PackageDatabase.find(
              place,
              name ->
                  name.equals(Format.NDB.fileName())
                      ? Optional.of(DatabaseBytes.of(file))
                      : Optional.empty(),
              Optional.of(Format.NDB));
      PackageDatabase database = assertInstanceOf(DatabaseSearch.Found.class, search).database();
      List<InstalledPackage> asked =
          InstalledPackage.parse(
              session
                  .shell(
                      "rpm --dbpath %s --define '_db_backend ndb' -qa --qf '%s'"
                          .formatted(place, InstalledPackage.QUERY_FORMAT.replace("%%", "%")))
                  .log()
                  .lines()
                  .toList());
      assertEquals(asked, InstalledDatabase.packages(database));
      assertEquals(
          new RpmDatabase(session.image()).packages().size(),
          InstalledDatabase.packages(database).size());
    }
  }
}
