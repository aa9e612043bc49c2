package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.KvmCheck;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.report.ByteSizes;
import org.nodecustomize.report.MachineCheck;
import org.nodecustomize.report.MachineCheck.State;

/** Finds out whether this machine can do the work, and what to do where it cannot. */
public final class Doctor {
  private static final long ROOM = 10L << 30;
  private static final long MEMORY = 2L << 30;

  private final HostContext context;

  public Doctor(HostContext context) {
    this.context = context;
  }

  /** Every check, in the order in which to mend things. */
  public List<MachineCheck> examine() {
    List<MachineCheck> checks = new ArrayList<>();
    checks.add(libguestfs());
    checks.add(
        program(
            "qemu-system-x86_64",
            "qemu",
            "apt install qemu-system-x86 | dnf install qemu-kvm",
            "/usr/libexec/qemu-kvm"));
    checks.add(kernel());
    checks.add(
        program(
            "unsquashfs", "unsquashfs", "apt install squashfs-tools | dnf install squashfs-tools"));
    checks.add(
        program(
            "mksquashfs", "mksquashfs", "apt install squashfs-tools | dnf install squashfs-tools"));
    checks.add(program("mke2fs", "mke2fs", "apt install e2fsprogs | dnf install e2fsprogs"));
    checks.add(program("tar", "tar", "apt install tar | dnf install tar"));
    checks.add(
        program(
            "createrepo_c", "createrepo_c", "apt install createrepo-c | dnf install createrepo_c"));
    checks.add(kvm());
    checks.add(room());
    checks.add(memory());
    kept().ifPresent(checks::add);
    return List.copyOf(checks);
  }

  private static MachineCheck libguestfs() {
    try {
      return ok("libguestfs", "version " + Appliance.libraryVersion());
    } catch (HostException e) {
      return new MachineCheck(
          "libguestfs",
          State.MISSING,
          e.problems().get(0).message(),
          e.problems()
              .get(0)
              .hint()
              .or(() -> Optional.of("apt install libguestfs0 | dnf install libguestfs")));
    }
  }

  private static MachineCheck program(
      String program, String name, String fix, String... alternatives) {
    return HostProgram.find(program)
        .or(() -> Stream.of(alternatives).map(Path::of).filter(Files::isExecutable).findFirst())
        .map(path -> ok(name, path.toString()))
        .orElseGet(() -> new MachineCheck(name, State.MISSING, "not installed", Optional.of(fix)));
  }

  /** libguestfs builds its appliance around the newest kernel of /boot that it can read. */
  private static MachineCheck kernel() {
    try (Stream<Path> boot = Files.list(Path.of("/boot"))) {
      List<Path> kernels =
          boot.filter(path -> path.getFileName().toString().startsWith("vmlinuz-"))
              .sorted()
              .toList();
      if (kernels.isEmpty()) {
        return new MachineCheck(
            "kernel",
            State.MISSING,
            "none in /boot for the appliance",
            Optional.of("apt install linux-image-amd64 | dnf install kernel-core"));
      }
      return kernels.stream()
          .filter(Files::isReadable)
          .reduce((first, second) -> second)
          .map(path -> ok("kernel", path.toString()))
          .orElseGet(
              () ->
                  new MachineCheck(
                      "kernel",
                      State.MISSING,
                      "may not be read: " + kernels.get(0),
                      Optional.of("sudo chmod 0644 /boot/vmlinuz-*")));
    } catch (IOException e) {
      return new MachineCheck(
          "kernel", State.MISSING, "/boot cannot be read", Optional.of("sudo chmod a+rx /boot"));
    }
  }

  private MachineCheck kvm() {
    KvmCheck check = KvmCheck.run(context.cacheDirectory(), context.cancellation());
    String finding = check.detail() + (check.remembered() ? " (remembered)" : "");
    return switch (check.state()) {
      case WORKS, KVM_FORCED, EMULATION_FORCED -> ok("kvm", finding);
      case HANGS, FAILS, UNKNOWN, ABSENT ->
          new MachineCheck("kvm", State.WARNING, finding + "; emulation is used", Optional.empty());
      case FORBIDDEN ->
          new MachineCheck(
              "kvm",
              State.WARNING,
              finding + "; emulation is used",
              Optional.of("sudo usermod -aG kvm $USER, then log in again"));
    };
  }

  private MachineCheck room() {
    try {
      long usable = Files.getFileStore(context.workBase()).getUsableSpace();
      String finding = ByteSizes.text(usable) + " free in " + context.workBase();
      return usable >= ROOM
          ? ok("disk space", finding)
          : new MachineCheck(
              "disk space",
              State.WARNING,
              finding + ", a large image may need " + ByteSizes.text(ROOM),
              Optional.of("TMPDIR=DIR node-customize ..."));
    } catch (IOException e) {
      return new MachineCheck(
          "disk space",
          State.MISSING,
          context.workBase() + " cannot be used: " + e.getMessage(),
          Optional.of("TMPDIR=DIR node-customize ..."));
    }
  }

  private static MachineCheck memory() {
    try {
      long available =
          Files.readAllLines(Path.of("/proc/meminfo")).stream()
              .filter(line -> line.startsWith("MemAvailable:"))
              .map(line -> line.replaceAll("[^0-9]", ""))
              .mapToLong(digits -> Long.parseLong(digits) << 10)
              .findFirst()
              .orElse(MEMORY);
      String finding = ByteSizes.text(available) + " available";
      return available >= MEMORY
          ? ok("memory", finding)
          : new MachineCheck(
              "memory",
              State.WARNING,
              finding + ", the appliance wants " + ByteSizes.text(MEMORY),
              Optional.of("end other programs"));
    } catch (IOException e) {
      return ok("memory", "unknown");
    }
  }

  /** What failed runs left on request takes room until somebody removes it. */
  private Optional<MachineCheck> kept() {
    List<Path> kept = WorkDirectory.kept(context.workBase());
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    long bytes = kept.stream().mapToLong(KeptWork::bytes).sum();
    return Optional.of(
        new MachineCheck(
            "kept work",
            State.WARNING,
            "%d of runs that failed, %s: %s"
                .formatted(
                    kept.size(),
                    ByteSizes.text(bytes),
                    kept.stream().map(Path::toString).collect(Collectors.joining(", "))),
            Optional.of(
                "rm -r " + kept.stream().map(Path::toString).collect(Collectors.joining(" ")))));
  }

  private static MachineCheck ok(String name, String finding) {
    return new MachineCheck(name, State.OK, finding, Optional.empty());
  }
}
