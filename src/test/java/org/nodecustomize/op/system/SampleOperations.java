package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.op.system.Applied.HERE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Golden;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Bytes;

/**
 * Operations that are done once in a copy of a sample, for all tests of a class to look at, with
 * those that are the same in every sample.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SampleOperations {
  private final String name;
  private final String locale;

  SampleImage sample;

  /**
   * @param name of the sample's file
   * @param locale one of those that it has, with UTF-8
   */
  SampleOperations(String name, String locale) {
    this.name = name;
    this.locale = locale;
  }

  /** What is done besides. */
  abstract List<TreeOperation> further() throws IOException;

  static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  void applyEverything(@TempDir Path directory) throws IOException {
    sample = SampleImage.open(name, directory);
    List<TreeOperation> all = new ArrayList<>(further());
    all.add(new TimeZone(HERE, "Asia/Kolkata"));
    all.add(new SystemLocale(HERE, locale));
    all.add(
        new TrustCertificates(
            HERE,
            "example.pem",
            bytes(Golden.read("certificates/authority.pem")),
            Instant.parse("2027-01-01T00:00:00Z")));
    sample.apply(all.toArray(TreeOperation[]::new));
  }

  @AfterAll
  void close() {
    if (sample != null) {
      sample.close();
    }
  }

  @Test
  void timeZoneAndLocaleAreInEffect() {
    assertEquals("+0530\n", sample.shell("date +%z\n"));
    assertEquals(
        "UTF-8\n", sample.shell("unset LC_ALL; . /etc/locale.conf; export LANG; locale charmap\n"));
  }

  @Test
  void theAuthorityIsTrusted() {
    TrustCertificates.update(HERE).run(sample.image(), event -> {});
    assertEquals(
        "1\n", sample.shell("trust list --filter=ca-anchors | grep -c 'label: Example Root'\n"));
    String line =
        Golden.read("certificates/authority.pem").lines().skip(3).findFirst().orElseThrow();
    assertEquals(
        "1\n", sample.shell("grep -cxF '" + line + "' /etc/pki/tls/certs/ca-bundle.crt\n"));
  }
}
