package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Finds out whether KVM serves, by running {@link LongModeRom}. */
final class KvmProbe {
  /** The code takes 0.05 s under emulation. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** An exit code above this tells the signal that ended a program. */
  private static final int SIGNALLED = 128;

  private final Path device;
  private final Hypervisor hypervisor;
  private final KvmMemory memory;
  private final Cancellation cancellation;

  KvmProbe(Hypervisor hypervisor, KvmMemory memory, Cancellation cancellation) {
    this(Path.of("/dev/kvm"), hypervisor, memory, cancellation);
  }

  KvmProbe(Path device, Hypervisor hypervisor, KvmMemory memory, Cancellation cancellation) {
    this.device = device;
    this.hypervisor = hypervisor;
    this.memory = memory;
    this.cancellation = cancellation;
  }

  KvmCheck check() {
    if (hypervisor.forcesEmulation()) {
      return found(KvmCheck.State.EMULATION_FORCED, "LIBGUESTFS_BACKEND_SETTINGS has force_tcg");
    }
    if (hypervisor.forcesKvm()) {
      return found(KvmCheck.State.KVM_FORCED, "LIBGUESTFS_BACKEND_SETTINGS has force_kvm");
    }
    if (!Files.exists(device)) {
      return found(KvmCheck.State.ABSENT, "there is no " + device);
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return found(
          KvmCheck.State.FORBIDDEN, device + " is there, and this user may not read and write it");
    }
    Optional<KvmCheck> remembered = memory.recall(hypervisor.program());
    if (remembered.isPresent()) {
      return remembered.get();
    }
    KvmCheck check =
        System.getProperty("os.arch", "").equals("amd64")
            ? run("kvm")
            : found(KvmCheck.State.UNKNOWN, "there is a probe for x86-64 only");
    memory.keep(hypervisor.program(), check);
    return check;
  }

  /** A launch found out what the probe did not. */
  void learn(KvmCheck check) {
    memory.keep(hypervisor.program(), check);
  }

  /**
   * Runs the probe.
   *
   * @param accelerator {@code kvm}; {@code tcg} shows that the probe itself is right
   */
  KvmCheck run(String accelerator) {
    Path rom;
    try {
      rom = Files.createTempFile("long-mode-", ".rom");
    } catch (IOException e) {
      return found(KvmCheck.State.UNKNOWN, "cannot write the probe: " + e.getMessage());
    }
    long started = System.nanoTime();
    try {
      Files.write(rom, LongModeRom.build());
      ProgramResult result = new HostProgram(cancellation).run(command(accelerator, rom), LIMIT);
      return judge(result);
    } catch (HostException e) {
      return System.nanoTime() - started >= LIMIT.toNanos()
          ? found(
              KvmCheck.State.HANGS,
              "a 64-bit guest does not come to its end within " + LIMIT.toSeconds() + " s")
          : found(KvmCheck.State.UNKNOWN, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return found(KvmCheck.State.UNKNOWN, "cannot write the probe: " + e.getMessage());
    } finally {
      delete(rom);
    }
  }

  private List<String> command(String accelerator, Path rom) {
    return List.of(
        hypervisor.program().toString(),
        "-nodefaults",
        "-no-user-config",
        "-display",
        "none",
        "-cpu", // the one that libguestfs asks for
        "max",
        "-m",
        "1",
        "-machine",
        "pc,accel=" + accelerator,
        "-bios",
        rom.toString(),
        "-device",
        "isa-debug-exit,iobase=0xf4,iosize=1",
        "-no-reboot");
  }

  /** A qemu may lack the machine or the device of the probe; that says nothing about KVM. */
  static KvmCheck judge(ProgramResult result) {
    if (result.exitCode() == LongModeRom.EXIT_CODE) {
      return found(KvmCheck.State.WORKS, "a 64-bit guest runs");
    }
    String last = result.tail(1).stream().findFirst().orElse("qemu said nothing");
    if (result.exitCode() > SIGNALLED) {
      return found(
          KvmCheck.State.FAILS,
          "qemu died of signal " + (result.exitCode() - SIGNALLED) + ": " + last);
    }
    boolean forbidden =
        result.err().toLowerCase(Locale.ROOT).contains("kvm")
            && result.err().contains("Permission denied");
    return forbidden
        ? found(KvmCheck.State.FORBIDDEN, last)
        : found(KvmCheck.State.UNKNOWN, "the probe does not run: " + last);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A stray file of 64 KiB in the temporary directory does no harm.
      return;
    }
  }

  private static KvmCheck found(KvmCheck.State state, String detail) {
    return new KvmCheck(state, detail, false);
  }
}
