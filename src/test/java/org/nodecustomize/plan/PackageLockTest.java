package org.nodecustomize.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.UsageException;

class PackageLockTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void whatIsWrittenIsReadAgain() {
    PackageLock lock =
        new PackageLock(
            Map.of(
                "zsh-5.8-9.el9.x86_64", Optional.of(DIGEST),
                "lvm2-libs-7:2.02-1.el7.x86_64", Optional.of(DIGEST),
                "a-1-1.noarch", Optional.empty()));
    String text = lock.text();
    assertEquals(
        """
        a-1-1.noarch
        lvm2-libs-7:2.02-1.el7.x86_64 sha256:%1$s
        zsh-5.8-9.el9.x86_64 sha256:%1$s
        """
            .formatted(DIGEST),
        text.replaceAll("(?m)^#.*\n", ""));
    assertEquals(lock, PackageLock.parse("site.lock", text.lines().toList()));
  }

  @Test
  void aLineWithoutDigestTakesAnyFile() {
    PackageLock lock = PackageLock.parse("l", List.of("", "# x", "  foo-1-1.noarch  "));
    assertTrue(lock.contains("foo-1-1.noarch"));
    assertEquals(Optional.empty(), lock.digest("foo-1-1.noarch"));
    assertFalse(lock.contains("foo-1-2.noarch"));
    assertEquals(Optional.empty(), lock.digest("foo-1-2.noarch"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "foo-1",
        "foo-1-1",
        "foo-1-1.noarch sha256:",
        "foo-1-1.noarch sha256:0123",
        "foo-1-1.noarch md5:0123456789abcdef0123456789abcdef",
        "foo-1-1.noarch bar-1-1.noarch",
        "../foo-1-1.noarch",
        "<<<<<<< HEAD"
      })
  void aLineOfAnotherFormIsRefused(String line) {
    assertEquals(
        """
        site.lock:2: bad lock file: expected 'NAME-VERSION-RELEASE.ARCH sha256:DIGEST'
        hint: write it anew: node-customize apply --update-lock SITE IMAGE
        """,
        Problems.of(
            UsageException.class, () -> PackageLock.parse("site.lock", List.of("# x", line))));
  }

  @Test
  void aPackageWithTwoDigestsIsRefused() {
    String line = "foo-1-1.noarch sha256:" + DIGEST;
    assertEquals(1, PackageLock.parse("l", List.of(line, line)).digests().size());
    assertEquals(
        "l:2: foo-1-1.noarch is there twice\n",
        Problems.of(
            UsageException.class, () -> PackageLock.parse("l", List.of(line, "foo-1-1.noarch"))));
  }

  @Test
  void ofAFileThatIsNoLockTheFirstLinesAreTold() {
    List<String> lines = java.util.Collections.nCopies(1000, "garbage");
    assertEquals(
        40, Problems.of(UsageException.class, () -> PackageLock.parse("l", lines)).lines().count());
  }
}
