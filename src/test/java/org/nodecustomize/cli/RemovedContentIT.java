package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** What is removed from an image is not in the new one, not even where nobody sees it. */
class RemovedContentIT {
  /** A line of a file of the package, and of nothing else. */
  private static final String LINE = "# Says its greeting, as often as its configuration asks for.";

  @TempDir Path directory = Path.of("");

  @Test
  void whatIsRemovedIsNotInTheFreeSpaceEitherAndADeepDirectoryDoesNoHarm() throws Exception {
    Path input = Requirement.sample("centos7.squashfs");
    Path agent = Requirement.sample("rpms/el7/demo/nc-demo-agent-1.0-1.el7.noarch.rpm");
    Path with = directory.resolve("with.squashfs");
    Path without = directory.resolve("without.squashfs");
    // Too deep for the path of a socket; and libguestfs must not look for its appliance there.
    Path work = Files.createDirectories(directory.resolve("a-long-name-of-a-directory".repeat(5)));
    new ProgramRun(work).succeed("add-rpm", "--allow-unsigned", agent, input, "-o", with);
    assertTrue(contains(HostTools.inner(with, directory.resolve("x1"))));
    new ProgramRun(work).succeed("remove-rpm", "nc-demo-agent", with, "-o", without);
    Path inner = HostTools.inner(without, directory.resolve("x2"));
    assertFalse(contains(inner));
    HostTools.run("e2fsck", "-fn", inner);
    long larger = Files.size(without) - Files.size(input);
    assertTrue(larger < 1 << 20, "larger by " + larger);
    try (Stream<Path> files = Files.list(work)) {
      assertEquals(
          List.of(),
          files
              .map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.contains("guestfs"))
              .toList());
    }
  }

  private static boolean contains(Path file) throws IOException {
    byte[] granule = new byte[4096];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      while (in.readNBytes(granule, 0, granule.length) == granule.length) {
        // A small file lies in a block of its own.
        String text = new String(granule, StandardCharsets.ISO_8859_1);
        if (text.startsWith("#!/bin/sh\n") && text.contains(LINE)) {
          return true;
        }
      }
    }
    return false;
  }
}
