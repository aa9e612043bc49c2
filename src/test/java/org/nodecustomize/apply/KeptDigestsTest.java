package org.nodecustomize.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.report.SavedPlan;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;

/** Plans and records of earlier versions hold these digests, computed here by another program. */
class KeptDigestsTest {
  private static final Placement PLACEMENT =
      new Placement(
          04755,
          7,
          4_000_000_000L,
          Map.of("user.b", Bytes.of(new byte[] {0, -1}), "user.a", Bytes.of("ä".getBytes(UTF_8))));

  @Test
  void anEditHasTheSameDigestInEveryVersion() {
    assertEquals(
        "b4c777768830c46c5155fd7d52a572b446961e8ccea4a6d0ff3e7596da92ea9f",
        EditDigests.of(PLACEMENT));
    assertEquals(
        "28e64a702744e6eeb25bea3386329b1669df757ad08088a5b27ecc4e02aa126d",
        EditDigests.of(
            new TreeEdits.PutFile(
                "/etc/motd", Content.of("hello\n".getBytes(UTF_8)), PLACEMENT, Instant.EPOCH)));
    assertEquals(
        "d314d7681b826a18b4710d5ec12dbb8bf1a64371caec9a726122d000f441a84e",
        EditDigests.of(
            new TreeEdits.PutLink("/etc/motd", "../run/mötd", PLACEMENT, Instant.EPOCH)));
  }

  @Test
  void anInputHasTheSameDigestInEveryVersion(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("plain"), "abc");
    Files.createDirectory(directory.resolve("sub"));
    Path program = Files.writeString(directory.resolve("sub/run"), "#!/bin/sh\n");
    assertTrue(program.toFile().setExecutable(true));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("sub/rün"));

    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        PlanInputs.sha256(file));
    assertEquals(
        "9c09856be79a2542cfe3e569424bc7513dfe89e9f8bc6e27dd42b9085bfc509d",
        PlanInputs.sha256(directory));
    assertEquals("0".repeat(64), PlanInputs.sha256(directory.resolve("nothing")));
  }

  @Test
  void aVariableHasTheSameDigestInEveryVersion() {
    assertEquals(
        new SavedPlan.Variable(
            "token",
            Optional.empty(),
            "10aa3fd9aa80a600f600f0907e80a11d494a87abe7d5d5283c50ace337bc4529"),
        PlanVariables.of(Map.of("token", "s3crét")).get(0));
  }
}
