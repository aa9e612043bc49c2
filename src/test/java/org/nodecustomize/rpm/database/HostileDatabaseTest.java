package org.nodecustomize.rpm.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.rpm.InstalledBlobs;
import org.nodecustomize.rpm.InstalledHeader;
import org.nodecustomize.rpm.database.PackageDatabase.Format;

/** Seeded damage: only an {@link ImageException} comes out, soon, and no more than the file holds. */
class HostileDatabaseTest {
  private static final int MUTATIONS = 6_000;
  private static final int[] HOSTILE = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 1, 2, 0xffff};

  @ParameterizedTest
  @EnumSource(Format.class)
  void aDamagedDatabaseIsReadOrRefused(Format format) {
    byte[] good =
        TinyDatabases.of(
            format,
            List.of(
                InstalledBlobs.tiny("one", 1),
                InstalledBlobs.large("two", 2_000),
                InstalledBlobs.key("abcd", "armor"),
                InstalledBlobs.tiny("four", 4)));
    assertEquals(0, attack(format, good.clone(), good.length));
    Random random = new Random(format.fileName().hashCode());
    int refused =
        assertTimeoutPreemptively(
            Duration.ofMinutes(2),
            () -> {
              int count = 0;
              for (int i = 0; i < MUTATIONS; i++) {
                count += attack(format, mutation(good, random), good.length);
              }
              return count;
            });
    assertTrue(refused > MUTATIONS / 10, "only " + refused + " were refused");
  }

  /** Reads everything; gives 1 where the database was refused. */
  private static int attack(Format format, byte[] bad, int goodLength) {
    long[] bytes = {0};
    try {
      DatabaseSearch search =
          PackageDatabase.find(
              "/rpm",
              name ->
                  name.equals(format.fileName())
                      ? Optional.of(DatabaseBytes.of(bad))
                      : Optional.empty(),
              Optional.empty());
      if (!(search instanceof DatabaseSearch.Found found)) {
        return 1;
      }
      found
          .database()
          .forEach(
              header -> {
                use(header);
                bytes[0] += header.header().length() - 8;
              });
      assertTrue(bytes[0] <= goodLength, () -> bytes[0] + " bytes of headers");
      return 0;
    } catch (ImageException e) {
      String message = e.problems().get(0).message();
      assertTrue(message.chars().noneMatch(Character::isISOControl), message);
      return 1;
    }
  }

  private static void use(InstalledHeader header) {
    header.files();
    header.requires();
    header.provides();
    header.scriptlets();
    header.signatureKeyIds();
    header.key();
    header.installTime();
  }

  private static byte[] mutation(byte[] good, Random random) {
    if (random.nextInt(8) == 0) {
      return Arrays.copyOf(good, random.nextInt(good.length));
    }
    byte[] bad = good.clone();
    ByteBuffer bytes = ByteBuffer.wrap(bad);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      switch (random.nextInt(4)) {
        case 0 -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes.putInt(word(bad, random), HOSTILE[random.nextInt(HOSTILE.length)]);
        case 2 -> bytes.putInt(word(bad, random), random.nextInt(64));
        default -> {
          // The beginning of a page has what leads to others.
          int page = random.nextInt(bad.length / TinyDatabases.PAGE) * TinyDatabases.PAGE;
          int at = page + random.nextInt(32);
          bad[at] = (byte) random.nextInt(random.nextBoolean() ? 256 : 16);
        }
      }
    }
    return bad;
  }

  private static int word(byte[] bytes, Random random) {
    return random.nextInt(bytes.length / 4 - 1) * 4;
  }
}
