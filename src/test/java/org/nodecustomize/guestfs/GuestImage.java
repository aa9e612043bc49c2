package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Small ext4 images, made on this machine without an appliance. */
final class GuestImage {
  /** What the wrapper of commands uses, and what the tests' scripts use. */
  static final List<String> ALL_PROGRAMS =
      List.of(
          "sh",
          "sed",
          "tail",
          "timeout",
          "grep",
          "cat",
          "sleep",
          "head",
          "dd",
          "setsid",
          "env",
          "ls",
          "seq",
          "id",
          "getfattr");

  private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+) \\(0x");

  private final Path directory;
  private final HostProgram programs = new HostProgram(new Cancellation());

  GuestImage(Path directory) {
    this.directory = directory;
  }

  /** An image with the given programs of this machine and their libraries. */
  Path withPrograms(String name, List<String> names) throws IOException {
    Path tree = Files.createDirectory(directory.resolve(name + ".tree"));
    for (String each : List.of("dev", "proc", "sys", "etc", "root", "tmp", "var/tmp", "scratch")) {
      Files.createDirectories(tree.resolve(each));
    }
    Files.writeString(tree.resolve("etc/hostname"), "node\n");
    for (String each : names) {
      HostProgram.find(each).ifPresent(program -> copyProgram(tree, each, program));
    }
    return make(name, "96M", "-L", "rootfs", "-d", tree.toString());
  }

  /** An empty image. */
  Path empty(String name) throws IOException {
    return make(name, "48M");
  }

  /** An empty image after a request of debugfs. */
  Path damaged(String name, String request) throws IOException {
    Path image = empty(name);
    programs.run(List.of("debugfs", "-w", "-R", request, image.toString()), Duration.ofSeconds(20));
    return image;
  }

  /** Serves an image by NBD until the process is ended. */
  Process serve(Path image, Path socket) throws IOException {
    String program = HostProgram.find("qemu-nbd").orElseThrow().toString();
    Process server =
        new ProcessBuilder(
                program,
                "--socket=" + socket,
                "--format=raw",
                "--persistent",
                "--discard=unmap",
                image.toString())
            .inheritIO()
            .start();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!Files.exists(socket)) {
      assertTrue(server.isAlive() && System.nanoTime() < deadline, "qemu-nbd does not listen");
      Thread.onSpinWait();
    }
    return server;
  }

  private Path make(String name, String size, String... options) throws IOException {
    Path image = directory.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(Long.parseLong(size.replace("M", "")) << 20);
    }
    List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-t", "ext4", "-m", "0"));
    command.addAll(List.of(options));
    command.add(image.toString());
    ProgramResult result = programs.run(command, Duration.ofSeconds(60));
    assertTrue(result.succeeded(), () -> result.err());
    return image;
  }

  private void copyProgram(Path tree, String name, Path program) {
    try {
      copy(program, tree.resolve("bin").resolve(name));
      String libraries =
          programs.run(List.of("ldd", program.toString()), Duration.ofSeconds(20)).out();
      Matcher matcher = LIBRARY.matcher(libraries);
      while (matcher.find()) {
        Path library = Path.of(matcher.group(1));
        copy(library, tree.resolve(library.toString().substring(1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(to.getParent());
      Files.copy(from.toRealPath(), to);
    }
  }
}
