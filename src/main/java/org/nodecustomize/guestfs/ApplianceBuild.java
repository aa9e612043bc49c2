package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/**
 * Makes a fixed appliance of libguestfs by the stock one's recipe: supermin puts it together from
 * the programs of this machine; the kernel comes unpacked, with the modules that are needed, and a
 * shorter {@code /init}.
 *
 * <p>Sources: supermin(1), "SUPERMIN APPLIANCES" and "KERNELS"; libguestfs-make-fixed-appliance(1)
 * for the four files.
 */
final class ApplianceBuild {
  /** The recipe's list of packages. */
  static final String PACKAGES = "packages";

  /** The recipe's archive that has {@code /init}. */
  static final String INIT = "init.tar.gz";

  private static final long FILE_LIMIT = 64L << 20;
  private static final long INIT_LIMIT = 1 << 20;
  private static final Duration ARCHIVING = Duration.ofSeconds(20);

  /** Packages that only other uses of libguestfs need; large, or with large dependencies. */
  private static final Set<String> NOT_NEEDED =
      Set.of(
          "binutils",
          "btrfs-progs",
          "cryptsetup-bin",
          "curl",
          "debootstrap",
          "dosfstools",
          "exfatprogs",
          "extlinux",
          "f2fs-tools",
          "grub2-common",
          "isc-dhcp-client",
          "kpartx",
          "ldmtool",
          "less",
          "lsscsi",
          "lzop",
          "mdadm",
          "mtools",
          "ntfs-3g",
          "openssh-client",
          "openssh-clients",
          "pciutils",
          "qemu-img",
          "qemu-utils",
          "scrub",
          "sleuthkit",
          "syslinux",
          "syslinux-extlinux",
          "zerofree");

  /** Packages that some recipes lack; supermin passes over those that are not installed. */
  private static final List<String> WANTED = List.of("xfsprogs", "policycoreutils");

  private final ApplianceInputs inputs;
  private final HostProgram programs;

  ApplianceBuild(ApplianceInputs inputs, HostProgram programs) {
    this.inputs = inputs;
    this.programs = programs;
  }

  /**
   * Builds the appliance; some 8 s.
   *
   * @param scratch an empty directory of ours
   * @return a directory below {@code scratch} that has the files {@code kernel}, {@code initrd} and
   *     {@code root}
   * @throws HostException if a program fails or does not end in time
   */
  Path build(Path scratch, Duration limit) throws IOException {
    Path kernel = scratch.resolve("vmlinux");
    if (!KernelImage.unpack(inputs.kernel().file(), kernel)) {
      kernel = inputs.kernel().file();
    }
    // supermin wants the directory called by the version.
    Path modules =
        Files.createDirectories(scratch.resolve("modules").resolve(inputs.kernel().version()));
    KernelModules.copy(inputs.kernel().modules(), modules);
    Path recipe = Files.createDirectory(scratch.resolve("recipe"));
    writeRecipe(recipe, Files.createDirectory(scratch.resolve("init")));
    Path appliance = scratch.resolve("appliance");
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    run(
        List.of(
            "supermin",
            "--build",
            "--copy-kernel",
            "-f",
            "ext2",
            "--host-cpu",
            processor(),
            recipe.toString(),
            "-o",
            appliance.toString()),
        limit,
        Map.of(
            "TMPDIR",
            temporary.toString(),
            "SUPERMIN_KERNEL",
            kernel.toString(),
            "SUPERMIN_KERNEL_VERSION",
            inputs.kernel().version(),
            "SUPERMIN_MODULES",
            modules.toString()));
    return appliance;
  }

  private static String processor() {
    String name = System.getProperty("os.arch", "");
    return name.equals("amd64") ? "x86_64" : name;
  }

  private void writeRecipe(Path recipe, Path init) throws IOException {
    try (Stream<Path> files = Files.list(inputs.recipe())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (Files.size(file) > FILE_LIMIT) {
          throw new IOException(file + " is larger than " + FILE_LIMIT + " bytes");
        }
        if (name.equals(PACKAGES)) {
          List<String> lines = Files.readAllLines(file);
          Files.write(
              recipe.resolve(name),
              lines.stream().filter(line -> !NOT_NEEDED.contains(line.strip())).toList());
        } else if (name.equals(INIT)) {
          writeInit(file, init, recipe.resolve(name));
        } else {
          Files.copy(file, recipe.resolve(name));
        }
      }
    }
    Files.write(recipe.resolve("zz-node-customize"), WANTED);
  }

  private void writeInit(Path archive, Path directory, Path target) throws IOException {
    run(
        List.of("tar", "-xzf", archive.toString(), "-C", directory.toString()),
        ARCHIVING,
        Map.of());
    Path script = directory.resolve("init");
    if (!Files.isRegularFile(script, LinkOption.NOFOLLOW_LINKS)
        || Files.size(script) > INIT_LIMIT) {
      throw new IOException(archive + " has no script '/init'");
    }
    Files.writeString(script, InitScript.shortened(Files.readString(script)));
    run(
        List.of(
            "tar",
            "--owner=0",
            "--group=0",
            "-czf",
            target.toString(),
            "-C",
            directory.toString(),
            "."),
        ARCHIVING,
        Map.of());
  }

  private void run(List<String> command, Duration limit, Map<String, String> environment) {
    ProgramResult result = programs.run(command, limit, environment, line -> {});
    if (!result.succeeded()) {
      throw new HostException(
          Problem.of("'" + result.program() + "' failed (exit code " + result.exitCode() + ")")
              .withDetail(result.tail(10)));
    }
  }
}
