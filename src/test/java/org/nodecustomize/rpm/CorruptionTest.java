package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.OperationException;

/** Seeded damage to packages and keys: only a refusal comes out, and nothing wrong gets through. */
class CorruptionTest {
  private static final int MUTATIONS = 2_000;
  private static final int[] HOSTILE = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 1, 0xffff};

  private final Path file;

  CorruptionTest(@TempDir Path directory) {
    file = directory.resolve("mutant.rpm");
  }

  @Test
  void aTinyPackageIsReadOrRefused() throws IOException {
    attack(new TinyRpm().build(), 1, KeyRing.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "go-rpmutils/test-1.0.0.x86_64.rpm",
        "go-rpmutils/simple-1.0.1-1.i386.rpm",
        "go-rpmutils/one-epoch-0.1-1.x86_64.rpm",
        "rpm-tests/obsolete-foo-1.0-1.noarch.rpm",
        "rpm-tests/hello-2.0-1.x86_64-signed.rpm",
        "rpm-tests/hello-2.0-1.x86_64-v3-signed.rpm",
        "rpm-tests/hello-2.0-1.x86_64-signed-mldsa87.rpm",
        "rpm-tests/hello-2.0-1.x86_64-signed-with-new-subkey.rpm",
        "rpm-tests/hlinktest-1.0-1.noarch-v3sig.rpm",
        "edge-extractcode/rpm_trailing.rpm",
        "pulp/bear-4.1-1.noarch.rpm"
      })
  void aRealPackageIsReadOrRefused(String name) throws IOException {
    Path key = TestData.require("rpms/rpm-tests/keys/rpm.org-rsa-2048-add-subkey.asc");
    KeyRing ring = KeyRing.empty().plus("key", Files.readAllBytes(key));
    byte[] good = Files.readAllBytes(TestData.require("rpms/" + name));
    attack(good, name.hashCode(), ring);
  }

  private void attack(byte[] good, int seed, KeyRing ring) throws IOException {
    Random random = new Random(seed);
    int refused = 0;
    // One file, overwritten in place: replacing it each time makes some file systems flush it.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] bad = mutation(good, random);
        channel.truncate(bad.length);
        channel.write(ByteBuffer.wrap(bad), 0);
        try {
          RpmFile read = RpmFile.read(file);
          RpmPackage.of(read);
          if (i % 4 == 0) {
            checkSignature(good, bad, read, ring);
          }
        } catch (OperationException e) {
          assertEquals(file.toString(), e.problems().get(0).where().orElseThrow());
          assertTrue(e.problems().get(0).message().chars().noneMatch(Character::isISOControl));
          refused++;
        }
      }
    }
    assertTrue(refused > MUTATIONS / 20, "only " + refused + " were refused");
  }

  /** A package that counts as signed has the very header and payload that were signed. */
  private static void checkSignature(byte[] good, byte[] bad, RpmFile read, KeyRing ring) {
    if (RpmVerifier.verify(read, ring) instanceof Verification.Signed) {
      int signedPart = (int) read.headerOffset();
      int from = good.length - (bad.length - signedPart);
      assertTrue(from >= 0 && Arrays.equals(good, from, good.length, bad, signedPart, bad.length));
    }
  }

  private static byte[] mutation(byte[] good, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(good, random.nextInt(good.length));
      }
      case 1 -> {
        byte[] bad = good.clone();
        int flips = 1 + random.nextInt(4);
        for (int i = 0; i < flips; i++) {
          bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bad;
      }
      case 2 -> {
        // The numbers of leads and headers lie at multiples of four.
        byte[] bad = good.clone();
        int word = random.nextInt(Math.min(bad.length, 8_192) / 4 - 1) * 4;
        ByteBuffer.wrap(bad).putInt(word, HOSTILE[random.nextInt(HOSTILE.length)]);
        return bad;
      }
      default -> {
        byte[] bad = good.clone();
        int word = 96 + random.nextInt(Math.min(bad.length - 96, 1_024) / 4 - 1) * 4;
        ByteBuffer.wrap(bad).putInt(word, random.nextInt());
        return bad;
      }
    }
  }

  static Stream<String> keys() {
    return Stream.of(
        "alice.asc",
        "rpm.org-rsa-2048-add-subkey.asc",
        "rpm.org-nistp256-test.pub",
        "rpm.org-v6-ed25519-test.asc",
        "rpm.org-rsa-2048-test.pgp");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aDamagedKeyIsLeftOut(String name) throws IOException {
    byte[] good = Files.readAllBytes(TestData.require("rpms/rpm-tests/keys/" + name));
    byte[] binary = good[0] < 0 ? good : PgpArmor.blocks(good).get(0).orElseThrow();
    KeyRing whole = KeyRing.empty().plus("good", binary);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 300; i++) {
      byte[] bad = binary.clone();
      int at = random.nextInt(bad.length);
      bad[at] = (byte) random.nextInt();
      KeyRing ring = KeyRing.empty().plus("bad", bad);
      for (KeyRing.Key key : ring.keys()) {
        assertEquals(whole.keys().get(0).fingerprint(), key.fingerprint());
      }
      assertTrue(ring.keys().size() <= 1);
    }
  }
}
