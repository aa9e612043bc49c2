package org.nodecustomize;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where tests find data that is too large or not ours to keep in the repository: the directory named
 * by {@code NODE_CUSTOMIZE_TEST_DATA}, else {@code ../shared/data} beside the checkout.
 */
public final class TestData {
  private TestData() {}

  /** A file or directory of the test data; the test is skipped where the data is not there. */
  public static Path require(String name) {
    Path path = root().resolve(name);
    assumeTrue(Files.exists(path), () -> "no test data: " + path);
    return path;
  }

  /** The root of the test data, whether it exists or not. */
  public static Path root() {
    String configured = System.getenv("NODE_CUSTOMIZE_TEST_DATA");
    return configured == null ? Path.of("..", "shared", "data") : Path.of(configured);
  }
}
