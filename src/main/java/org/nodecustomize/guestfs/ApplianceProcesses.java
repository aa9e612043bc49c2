package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The processes that serve a handle (qemu, and before it qemu-img and supermin), found in {@code
 * /proc} by the handle's own directory on their command lines. libguestfs tells the process id only
 * after the launch, and asking it blocks while a call runs.
 */
final class ApplianceProcesses {
  /** On qemu's command line only: the socket that the appliance's daemon answers on. */
  static final String DAEMON_SOCKET = "/guestfsd.sock";

  private ApplianceProcesses() {}

  /** The child processes of this one that name {@code temporary} and are not yet dead. */
  static List<ProcessHandle> of(Path temporary) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> names(process.pid(), temporary))
        .filter(process -> startTime(process.pid()).isPresent())
        .toList();
  }

  /** The one of them that runs the appliance. */
  static Optional<ProcessHandle> running(Path temporary) {
    return of(temporary).stream()
        .filter(process -> commandLine(process.pid()).contains(DAEMON_SOCKET))
        .findFirst();
  }

  /** Kills them. They stay as zombies until libguestfs or their recovery process has waited. */
  static void kill(Path temporary) {
    of(temporary).forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Whether the process's command line names {@code temporary}. Only its last name counts, which is
   * random: the path before it may be escaped on the command line.
   */
  static boolean names(long pid, Path temporary) {
    return commandLine(pid).contains(String.valueOf(temporary.getFileName()));
  }

  /** The command line with NUL between the arguments; empty where there is no such process. */
  static String commandLine(long pid) {
    try {
      // Not ProcessHandle.info(), which cuts a long command line.
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * When the process started, in clock ticks since boot; empty where it is gone or a zombie.
   *
   * <p>Source: proc(5), {@code /proc/pid/stat}: field 3 is the state, field 22 the start time; field
   * 2 is in parentheses and may hold anything.
   */
  static OptionalLong startTime(long pid) {
    String stat;
    try {
      stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length < 20 || fields[0].equals("Z") || fields[0].equals("X")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(fields[19]));
  }
}
