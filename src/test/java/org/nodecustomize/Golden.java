package org.nodecustomize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that users read, kept as files under src/test/resources. With {@code -Dgolden.write=true} the
 * files that differ are written anew and the test fails, so that somebody looks at the difference.
 */
public final class Golden {
  private static final Path ROOT = Path.of("src", "test", "resources");

  private Golden() {}

  /** The text of a resource. */
  public static String read(String name) {
    try {
      return Files.readString(ROOT.resolve(name));
    } catch (IOException e) {
      return fail("no such file: " + ROOT.resolve(name));
    }
  }

  /** Fails unless the text is that of the file. */
  public static void assertSame(String name, String actual) {
    Path file = ROOT.resolve(name);
    if (Boolean.getBoolean("golden.write") && !(Files.exists(file) && read(name).equals(actual))) {
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
      } catch (IOException e) {
        fail(e);
      }
      fail(file + " was written");
    }
    assertEquals(read(name), actual, () -> "differs from " + file);
  }
}
