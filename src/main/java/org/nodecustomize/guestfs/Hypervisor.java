package org.nodecustomize.guestfs;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.HostProgram;

/**
 * The qemu that libguestfs would start, by its own search or by {@code LIBGUESTFS_HV}.
 *
 * @param program its path
 * @param settings libguestfs' backend settings of the environment, for instance {@code force_tcg}
 */
record Hypervisor(Path program, List<String> settings) {

  Hypervisor {
    settings = List.copyOf(settings);
  }

  /**
   * Asks libguestfs.
   *
   * @throws HostException if libguestfs or qemu is missing
   */
  static Hypervisor find() {
    Natives natives = Natives.load();
    return ask(
        natives,
        g -> {
          // The environment may name another backend, which might know no hypervisor.
          natives.guestfs().guestfs_set_backend(g, "direct");
          Pointer program = natives.guestfs().guestfs_get_hv(g);
          Pointer settings = natives.guestfs().guestfs_get_backend_settings(g);
          return new Hypervisor(
              installed(program == null ? "" : natives.takeString(program)),
              settings == null ? List.of() : natives.takeStrings(settings));
        });
  }

  /** The version of libguestfs. */
  static String libraryVersion() {
    Natives natives = Natives.load();
    return ask(
        natives,
        g -> {
          Pointer version = natives.guestfs().guestfs_version(g);
          if (version == null) {
            return "unknown";
          }
          try {
            return GuestStructs.version(version);
          } finally {
            natives.guestfs().guestfs_free_version(version);
          }
        });
  }

  /** Where libguestfs looks for an appliance. */
  static List<Path> searchPath() {
    Natives natives = Natives.load();
    return ask(
        natives,
        g -> {
          Pointer path = natives.guestfs().guestfs_get_path(g);
          String text = path == null ? "" : path.getString(0, "UTF-8");
          return Stream.of(text.split(":", -1))
              .filter(directory -> directory.startsWith("/"))
              .map(Path::of)
              .toList();
        });
  }

  /** Asks a handle that is never launched, all on this thread. */
  private static <T> T ask(Natives natives, Function<Pointer, T> question) {
    Pointer g = natives.guestfs().guestfs_create_flags(LibGuestfs.CREATE_NO_CLOSE_ON_EXIT);
    if (g == null) {
      throw new HostException(Problem.of("libguestfs cannot make a handle: out of memory"));
    }
    try {
      natives.guestfs().guestfs_set_error_handler(g, null, null);
      return question.apply(g);
    } finally {
      natives.guestfs().guestfs_close(g);
    }
  }

  private static Path installed(String program) {
    Optional<Path> path =
        program.startsWith("/") ? Optional.of(Path.of(program)) : HostProgram.find(program);
    return path.filter(Files::isExecutable)
        .orElseThrow(
            () ->
                new HostException(
                    Problem.of("qemu is not installed: no program '" + program + "'")
                        .withHint(
                            "install it: 'apt install qemu-system' on Debian and Ubuntu,"
                                + " 'dnf install qemu-kvm' on Fedora and Enterprise Linux")));
  }

  boolean forcesEmulation() {
    return settings.contains("force_tcg");
  }

  boolean forcesKvm() {
    return settings.contains("force_kvm");
  }

  /**
   * A script that starts the program so that the kernel kills it when the thread that started it
   * dies, however that comes; without it a qemu that is busy outlives a killed JVM whose parent does
   * not reap it. Empty where there is no setpriv, or no place for a program.
   *
   * <p>libguestfs remembers what it found out about a hypervisor by the file's size and time, so the
   * script keeps its place between runs and has the time of the program.
   */
  Optional<Path> boundToParent(Path cacheDirectory) {
    Optional<Path> setpriv = HostProgram.find("setpriv");
    if (setpriv.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    words.add("exec");
    words.add(quoted(setpriv.get()));
    words.add("--pdeathsig KILL");
    words.add(quoted(program));
    words.add("\"$@\"");
    String text = "#!/bin/sh\n" + String.join(" ", words) + "\n";
    Path script = cacheDirectory.resolve("qemu-bound-to-parent");
    try {
      FileTime time = Files.getLastModifiedTime(program);
      if (isCurrent(script, text, time)) {
        return Optional.of(script);
      }
      Files.createDirectories(cacheDirectory);
      Path fresh =
          Files.createTempFile(
              cacheDirectory,
              "qemu-",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(fresh, text);
      Files.setLastModifiedTime(fresh, time);
      Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE);
      // A cache directory that is mounted noexec cannot hold it.
      return Optional.of(script).filter(Files::isExecutable);
    } catch (IOException e) {
      throw new HostException(Problem.at(cacheDirectory.toString(), "cannot write: " + e), e);
    }
  }

  private static boolean isCurrent(Path script, String text, FileTime time) throws IOException {
    return Files.isRegularFile(script)
        && Files.isExecutable(script)
        && Files.size(script) == text.length()
        && Files.readString(script).equals(text)
        && Files.getLastModifiedTime(script).toMillis() == time.toMillis();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
