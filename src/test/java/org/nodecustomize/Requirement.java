package org.nodecustomize;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.proc.HostProgram;

/**
 * What integration tests need of this machine. Where it is missing, the test is skipped; in
 * continuous integration ({@code CI=true} or {@code NODE_CUSTOMIZE_REQUIRE_TOOLS=true}) it fails, so
 * that nobody mistakes tests that did not run for tests that passed.
 */
public final class Requirement {
  private Requirement() {}

  /** Programs of this machine, by name. */
  public static void programs(String... names) {
    List<String> missing =
        List.of(names).stream().filter(name -> HostProgram.find(name).isEmpty()).toList();
    if (!missing.isEmpty()) {
      lack("programs are not installed: " + String.join(", ", missing));
    }
  }

  /** A file of {@code sample-images/build}, for instance {@code centos7.squashfs}. */
  public static Path sample(String name) {
    Path path = Path.of("sample-images", "build", name).toAbsolutePath();
    if (!Files.exists(path)) {
      lackOfData("no sample: " + path + "; scripts/make-sample-image makes it");
    }
    return path;
  }

  /** A file or directory of the test data. */
  public static Path data(String name) {
    Path path = TestData.root().resolve(name).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      lackOfData("no test data: " + path);
    }
    return path;
  }

  private static void lack(String what) {
    if (isRequired()) {
      fail(what);
    }
    abort(what);
  }

  /** The trees and packages are too large to be in the repository; without them there are none. */
  private static void lackOfData(String what) {
    if (isRequired() && Files.isDirectory(TestData.root())) {
      fail(what);
    }
    abort(what);
  }

  private static boolean isRequired() {
    return "true".equals(System.getenv("CI"))
        || "true".equals(System.getenv("NODE_CUSTOMIZE_REQUIRE_TOOLS"));
  }
}
