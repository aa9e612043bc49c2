package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.OperationException;

/** Every package of the test data is read or refused as expected. */
class RpmFileFixturesTest {

  @ParameterizedTest
  @CsvSource({
    "cavaliergopher, 'BINARY=10'",
    "edge-extractcode, 'BINARY=2, SOURCE=4, refused: bad lead: expected signature type 5 but was 0=1'",
    "el7-extra, 'BINARY=2'",
    "el7-real-kolla, 'BINARY=52, DELTA=7'",
    "go-rpmutils, 'BINARY=11'",
    "pulp, 'BINARY=35'",
    "rpm-tests, 'BINARY=20, SOURCE=2'",
  })
  void everyPackageIsReadOrRefusedAsExpected(String directory, String outcomes) throws IOException {
    Path root = TestData.require("rpms/" + directory);
    Map<String, Integer> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith("rpm")).toList()) {
        found.merge(outcome(file), 1, Integer::sum);
      }
    }
    assertEquals("{" + outcomes + "}", found.toString());
  }

  private static String outcome(Path file) {
    try {
      RpmPackage read = RpmPackage.read(file);
      return read.kind().toString();
    } catch (OperationException e) {
      assertEquals(file.toString(), e.problems().get(0).where().orElseThrow());
      return "refused: " + e.problems().get(0).message();
    }
  }
}
