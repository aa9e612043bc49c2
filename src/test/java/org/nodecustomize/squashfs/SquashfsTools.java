package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Images by {@code mksquashfs}, answers by {@code unsquashfs}; content that compresses a little. */
public final class SquashfsTools {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private SquashfsTools() {}

  /** Runs a program that must succeed and returns what it printed. */
  public static String run(String... command) {
    ProgramResult result = new HostProgram(new Cancellation()).run(List.of(command), LIMIT);
    assertEquals(0, result.exitCode(), () -> String.join(" ", command) + "\n" + result.tail(20));
    return result.out();
  }

  /** Runs a program that may be missing or fail; returns whether it succeeded. */
  public static boolean succeeds(String... command) {
    if (HostProgram.find(command[0]).isEmpty()) {
      return false;
    }
    return new HostProgram(new Cancellation()).run(List.of(command), LIMIT).succeeded();
  }

  /** Packs a directory, with options of {@code mksquashfs}. */
  public static Path pack(Path directory, Path image, String... options) {
    List<String> command =
        new ArrayList<>(List.of("mksquashfs", directory.toString(), image.toString()));
    command.addAll(List.of("-noappend", "-no-progress", "-quiet"));
    command.addAll(List.of(options));
    run(command.toArray(String[]::new));
    return image;
  }

  /** Unpacks an image with {@code unsquashfs} to a directory that does not exist yet. */
  public static Path unpack(Path image, Path directory) {
    run("unsquashfs", "-no-progress", "-d", directory.toString(), image.toString());
    return directory;
  }

  /** Bytes with repetitions, noise, and a page of zeroes here and there; the same for a seed. */
  public static byte[] content(int length, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int page = 0; page < length; page += 4096) {
      int end = Math.min(length, page + 4096);
      int kind = random.nextInt(6);
      for (int i = page; i < end; i++) {
        bytes[i] =
            switch (kind) {
              case 0 -> 0;
              case 1 -> (byte) random.nextInt();
              default -> (byte) ("abcdefgh".charAt(random.nextInt(1 + kind)) + (i >> 8) % 3);
            };
      }
    }
    return bytes;
  }

  /** Writes content with a hole of {@code hole} bytes before its last half. */
  public static void writeSparse(Path file, byte[] bytes, long hole) throws IOException {
    int half = bytes.length / 2;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes, 0, half), 0);
      channel.write(ByteBuffer.wrap(bytes, half, bytes.length - half), half + hole);
    }
  }

  /** Whether two files have the same bytes. */
  public static void assertSameBytes(Path expected, Path actual) throws IOException {
    assertEquals(-1, Files.mismatch(expected, actual), () -> actual + " differs from " + expected);
  }
}
