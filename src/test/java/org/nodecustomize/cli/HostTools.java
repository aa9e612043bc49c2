package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nodecustomize.Requirement;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Other people's programs that make and read images. */
final class HostTools {
  private HostTools() {}

  /** Runs a program that must succeed and gives its standard output. */
  static String run(Object... command) {
    return run(Map.of(), command);
  }

  /** The same with additions to the environment. */
  static String run(Map<String, String> environment, Object... command) {
    Requirement.programs(command[0].toString());
    ProgramResult result =
        new HostProgram(new Cancellation())
            .run(
                Stream.of(command).map(Object::toString).toList(),
                Duration.ofMinutes(4),
                environment,
                line -> {});
    assertEquals(0, result.exitCode(), () -> List.of(command) + ": " + result.tail(20));
    return result.out();
  }

  /** The inner file system of a liveimg, unpacked by unsquashfs. */
  static Path inner(Path image, Path directory) {
    run("unsquashfs", "-q", "-n", "-d", directory, image, "LiveOS/rootfs.img");
    return directory.resolve("LiveOS/rootfs.img");
  }

  /** A liveimg around a file system. */
  static Path nested(Path fileSystem, Path directory) throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.createDirectory(tree.resolve("LiveOS"));
    Files.createLink(tree.resolve("LiveOS/rootfs.img"), fileSystem);
    Path image = directory.resolve("bad.squashfs");
    run("mksquashfs", tree, image, "-noappend", "-comp", "gzip", "-quiet", "-no-progress");
    return image;
  }

  /**
   * Packs again what {@link #inner} unpacked, and takes it away.
   *
   * @return a file beside the directory into which it was unpacked
   */
  static Path packedAgain(Path inner) throws IOException {
    Path tree = inner.resolve("../..").normalize();
    Path image = tree.resolveSibling(tree.getFileName() + ".squashfs");
    run("mksquashfs", tree, image, "-noappend", "-comp", "lz4", "-quiet", "-no-progress");
    Files.delete(inner);
    return image;
  }

  /** Has debugfs change a file system. */
  static void edit(Path fileSystem, List<String> requests) throws IOException {
    Path script = Files.createTempFile("requests", "");
    try {
      run("debugfs", "-w", "-f", Files.write(script, requests), fileSystem);
    } finally {
      Files.delete(script);
    }
  }

  /** What a debugfs request answers of a file system, read-only. */
  static String debugfs(Path fileSystem, String request) {
    return run("debugfs", "-R", request, fileSystem);
  }

  /** The SHA-256 of a file in hex. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 20];
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
