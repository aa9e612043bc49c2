package org.nodecustomize.rpm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nodecustomize.TestData;

class RpmVerifierFixturesTest {
  @Test
  void dump() throws IOException {
    Path root = TestData.require("rpms");
    KeyRing all = KeyRing.empty();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!f.toString().endsWith("rpm")) {
          KeyRing one = KeyRing.empty().plus(root.relativize(f).toString(), Files.readAllBytes(f));
          System.out.println(f.getFileName() + " " + one.keys() + "\n   " + one.problems());
          all = all.plus(f.toString(), Files.readAllBytes(f));
        }
      }
    }
    long t = System.nanoTime();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
        if (f.toString().endsWith("rpm") && !f.toString().contains("broken")) {
          System.out.println(
              root.relativize(f) + "\n   " + RpmVerifier.verify(RpmFile.read(f), all));
        }
      }
    }
    System.out.println((System.nanoTime() - t) / 1000000 + " ms");
  }
}
