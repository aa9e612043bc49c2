package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Event;
import org.nodecustomize.op.system.RebuildInitramfs.When;

class KernelTest {
  private static final String MODULES = "/usr/lib/modules/5.14.0-1.el9.x86_64/";

  private final SmallTree tree =
      new SmallTree()
          .with(
              MODULES + "modules.dep",
              "kernel/fs/nfs/nfs.ko.xz: kernel/fs/lockd/lockd.ko.xz\nkernel/net/br_netfilter.ko:\n")
          .with(MODULES + "modules.builtin", "kernel/fs/ext4/ext4.ko\n");

  @Test
  void modulesToLoadAreCollectedInOneSnippet() {
    assertEquals(
        """
        + /usr/lib/modules-load.d/ 0755 0:0
        + /usr/lib/modules-load.d/50-node-customize.conf 0644 0:0
            # written by node-customize
            br-netfilter
            ext4
            nfs
        """,
        Applied.to(
            tree,
            new LoadModules(HERE, List.of("nfs", "ext4")),
            new LoadModules(HERE, List.of("br-netfilter", "nfs"))));
  }

  @Test
  void aModuleThatNoKernelHasIsToldOf() {
    assertEquals(
        """
        warning: site.yaml:3:5: key: no kernel of the image has the module "br_netfliter"; did you mean "br_netfilter"?
        warning: site.yaml:3:5: key: no kernel of the image has the module "nvidia"
        """,
        Applied.to(tree, new LoadModules(HERE, List.of("br_netfliter", "nvidia")))
            .replaceFirst("(?s)\\+.*", ""));
    assertEquals(
        """
        site.yaml:3:5: key: not the name of a kernel module: "a b"
        hint: letters, digits, _ and -, without .ko
        site.yaml:3:5: key: not the name of a kernel module: "nfs.ko"
        hint: letters, digits, _ and -, without .ko
        """,
        Applied.refused(tree, new LoadModules(HERE, List.of("a b", "nfs", "nfs.ko"))));
  }

  @Test
  void deniedModulesAreRefusedByNameToo() {
    assertEquals(
        """
        warning: site.yaml:3:5: key: "ext4" is built into a kernel of the image: modprobe.d does not keep it away
        + /usr/lib/modprobe.d/ 0755 0:0
        + /usr/lib/modprobe.d/50-node-customize.conf 0644 0:0
            # written by node-customize
            blacklist ext4
            blacklist usb-storage
            install ext4 /bin/false
            install usb-storage /bin/false
        """,
        Applied.to(tree, new DenyModules(HERE, List.of("usb-storage", "ext4"))));
  }

  @Test
  void aModuleThatIsLoadedAndDeniedIsToldOf() {
    new LoadModules(HERE, List.of("nfs")).apply(tree, event -> {});
    assertEquals(
        "warning: site.yaml:3:5: key: \"nfs\" is denied, but"
            + " /usr/lib/modules-load.d/50-node-customize.conf loads it",
        Applied.to(tree, new DenyModules(HERE, List.of("nfs"))).lines().findFirst().orElseThrow());
  }

  @Test
  void kernelParametersAreMergedByKey() {
    new SetSysctl(HERE, Map.of("vm.swappiness", "10", "kernel.sysrq", "0"))
        .apply(tree, event -> {});
    assertEquals(
        """
        ~ /usr/lib/sysctl.d/90-node-customize.conf 0644 0:0
            # written by node-customize
            kernel.sysrq = 0
            net.ipv4.conf.eth0/100.rp_filter = 2
            net.ipv4.ip_local_port_range = 1024 65000
            vm.swappiness = 20
        """,
        Applied.to(
            tree,
            new SetSysctl(
                HERE,
                Map.of(
                    "vm/swappiness", " 20",
                    "net/ipv4/conf/eth0.100/rp_filter", "2",
                    "net.ipv4.ip_local_port_range", "1024 65000"))));
  }

  @Test
  void aLaterFileThatGoesOverOursIsToldOf() {
    tree.with("/etc/sysctl.d/99-x.conf", "# vm\n-vm.swappiness = 60\nkernel.sysrq = 1\n");
    tree.with("/usr/lib/sysctl.d/50-default.conf", "vm.swappiness = 30\n");
    assertEquals(
        "warning: site.yaml:3:5: key: '-vm.swappiness = 60' of /etc/sysctl.d/99-x.conf is read"
            + " later and goes over ours",
        Applied.to(tree, new SetSysctl(HERE, Map.of("vm.swappiness", "10")))
            .lines()
            .findFirst()
            .orElseThrow());
  }

  @Test
  void badKernelParametersAreToldAllAtOnce() {
    assertEquals(
        """
        site.yaml:3:5: key: not a kernel parameter: "a b"
        hint: for instance net.ipv4.ip_forward
        site.yaml:3:5: key: expected one line of value for "kernel.sysrq"
        site.yaml:3:5: key: not a kernel parameter: "net..x"
        hint: for instance net.ipv4.ip_forward
        site.yaml:3:5: key: expected one line of value for "vm.x"
        """,
        Applied.refused(
            tree,
            new SetSysctl(
                HERE, Map.of("a b", "1", "net..x", "1", "kernel.sysrq", "1\nb=2", "vm.x", " "))));
  }

  @Test
  void kernelArgumentsComeByAUnitThatAsksGrubby() {
    tree.with("/usr/sbin/grubby", "");
    assertEquals(
        """
        notice: site.yaml:3:5: key: the arguments are in effect from a host's second boot on: installer and upgrade write the boot entries themselves [NC120]; for the first boot put bootloader --append="intel_iommu=on isolcpus=2-3" in the kickstart
        + /usr/lib/node-customize/ 0755 0:0
        + /usr/lib/node-customize/kernel-arguments 0644 0:0
            # written by node-customize
            + intel_iommu=on
            + isolcpus=2-3
        """,
        Applied.to(
                tree,
                new KernelArguments(HERE, List.of("isolcpus=2-3", "intel_iommu=on"), List.of()))
            .replaceFirst("(?s)\\+ /usr/lib/systemd/.*", ""));
    assertEquals(
        Optional.of("../node-customize-kernel-arguments.service"),
        tree.link(
            "/usr/lib/systemd/system/multi-user.target.wants/node-customize-kernel-arguments.service"));
    assertTrue(
        UnitChecks.faults(
                HERE,
                UnitName.of(HERE, KernelArguments.UNIT),
                tree.text("/usr/lib/systemd/system/" + KernelArguments.UNIT))
            .isEmpty());
  }

  @Test
  void anOstreeImageHasAPlaceForKernelArguments() {
    SmallTree ostree =
        new SmallTree()
            .with("/usr/etc/passwd", "")
            .with(KernelArguments.KARGS, "kargs = [\n  \"a=b\",\n]\n");
    assertEquals(
        """
        ~ /usr/lib/bootc/kargs.d/50-node-customize.toml 0644 0:0
            # written by node-customize
            kargs = [
              "a=b",
              "intel_iommu=on",
            ]
        """,
        Applied.to(ostree, new KernelArguments(HERE, List.of("intel_iommu=on"), List.of())));
  }

  @Test
  void argumentsThatCannotBeGivenAreRefused() {
    assertEquals(
        """
        site.yaml:3:5: key: "root" is decided by installer and upgrade for each host
        hint: leave it out
        site.yaml:3:5: key: not a kernel argument: "a b"
        hint: one word, as NAME or NAME=VALUE, without quotes and blanks
        site.yaml:3:5: key: not a kernel argument: "x=$(id)"
        hint: one word, as NAME or NAME=VALUE, without quotes and blanks
        site.yaml:3:5: key: not a kernel argument: "=x"
        hint: one word, as NAME or NAME=VALUE, without quotes and blanks
        """,
        Applied.refused(
            tree,
            new KernelArguments(
                HERE, List.of("root=/dev/sda", "a b", "x=$(id)", "=x"), List.of())));
    assertEquals(
        """
        site.yaml:3:5: key: the image has no grubby, which gives arguments to boot entries
        hint: bootloader --append="a" in the kickstart, or install the package grubby
        """,
        Applied.refused(tree, new KernelArguments(HERE, List.of("a"), List.of())));
  }

  @Test
  void theProgramGivesOnlyMissingArguments(@TempDir Path room) throws Exception {
    tree.with("/usr/sbin/grubby", "");
    new KernelArguments(HERE, List.of("quiet", "x=a*b", "y=1"), List.of()).apply(tree, event -> {});
    Path program = executable(room.resolve("program"), tree.text(KernelArguments.PROGRAM));
    Path list = Files.writeString(room.resolve("list"), tree.text(KernelArguments.LIST));
    Path cmdline = Files.writeString(room.resolve("cmdline"), "BOOT=1 quiet y=11\n");
    executable(room.resolve("bin/grubby"), "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
    assertEquals(
        "for the next boot: kernel arguments with x=a*b y=1\n<--update-kernel=ALL><--args=x=a*b y=1>",
        run(0, room, program.toString(), list.toString(), cmdline.toString()));
    Files.writeString(cmdline, "x=a*b quiet y=1");
    assertEquals("", run(0, room, program.toString(), list.toString(), cmdline.toString()));
    new KernelArguments(HERE, List.of("z"), List.of("y", "none")).apply(tree, event -> {});
    Files.writeString(list, tree.text(KernelArguments.LIST));
    Files.writeString(cmdline, "x=a*b quiet y=2 z");
    assertEquals(
        "for the next boot: kernel arguments without y\n<--update-kernel=ALL><--remove-args=y>",
        run(0, room, program.toString(), list.toString(), cmdline.toString()));
  }

  @Test
  void aValueThatIsWishedForStaysWhereAllOthersOfItsNameGo(@TempDir Path room) throws Exception {
    tree.with("/usr/sbin/grubby", "");
    new KernelArguments(HERE, List.of("crashkernel=256M"), List.of("crashkernel", "rhgb"))
        .apply(tree, event -> {});
    Path program = executable(room.resolve("program"), tree.text(KernelArguments.PROGRAM));
    Path list = Files.writeString(room.resolve("list"), tree.text(KernelArguments.LIST));
    Path cmdline = Files.writeString(room.resolve("cmdline"), "a crashkernel=auto rhgb b\n");
    executable(room.resolve("bin/grubby"), "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
    assertEquals(
        "for the next boot: kernel arguments with crashkernel=256M without crashkernel=auto rhgb\n"
            + "<--update-kernel=ALL><--args=crashkernel=256M><--remove-args=crashkernel=auto rhgb>",
        run(0, room, program.toString(), list.toString(), cmdline.toString()));
    Files.writeString(cmdline, "a crashkernel=256M crashkernel=1G b");
    assertEquals(
        "for the next boot: kernel arguments without crashkernel=1G\n"
            + "<--update-kernel=ALL><--remove-args=crashkernel=1G>",
        run(0, room, program.toString(), list.toString(), cmdline.toString()));
    Files.writeString(cmdline, "a b crashkernel=256M");
    assertEquals("", run(0, room, program.toString(), list.toString(), cmdline.toString()));
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs with the programs of {@code room/bin} before the machine's. */
  static String run(int exitCode, Path room, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", room.resolve("bin") + ":/usr/bin:/bin");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(exitCode, process.exitValue(), output);
    return output;
  }

  @Test
  void anOstreeImageCannotTakeArgumentsOff() {
    assertEquals(
        """
        site.yaml:3:5: key: an image of the ostree profile can only add arguments: "quiet"
        hint: on a host: rpm-ostree kargs --delete-if-present=quiet
        """,
        Applied.refused(
            new SmallTree().with("/usr/etc/passwd", ""),
            new KernelArguments(HERE, List.of(), List.of("quiet"))));
  }

  @Test
  void optionsOfModulesStandBesideDeniedOnes() {
    new DenyModules(HERE, List.of("nfs")).apply(tree, event -> {});
    new ModuleOptions(HERE, "bonding", "max_bonds=1").apply(tree, event -> {});
    assertEquals(
        """
        ~ /usr/lib/modprobe.d/50-node-customize.conf 0644 0:0
            # written by node-customize
            blacklist nfs
            install nfs /bin/false
            options bonding max_bonds=0 miimon=100
        """,
        Applied.to(tree, new ModuleOptions(HERE, "bonding", "max_bonds=0 miimon=100")));
    assertEquals(
        """
        site.yaml:3:5: key: not options of a kernel module: "a=1
        install x /bin/sh"
        hint: NAME=VALUE with blanks between them, for instance max_bonds=0 miimon=100
        """,
        Applied.refused(tree, new ModuleOptions(HERE, "bonding", "a=1\ninstall x /bin/sh")));
  }

  @Test
  void whatAnInitramfsIsMadeFromIsToldByPath() {
    assertEquals(
        List.of(
            "/boot/vmlinuz-5.14.0-1.el9.x86_64",
            "/etc/dracut.conf.d/x.conf",
            "/etc/multipath.conf",
            "/etc/vconsole.conf",
            "/usr/lib/dracut/modules.d/01x/module-setup.sh",
            "/usr/lib/modprobe.d/50-node-customize.conf",
            "/usr/lib/modules/5.14.0-1.el9.x86_64/extra/x.ko"),
        InitramfsInputs.of(
            List.of(
                "/usr/lib/modules/5.14.0-1.el9.x86_64/extra/x.ko",
                "/usr/lib/modules/5.14.0-1.el9.x86_64/modules.dep.bin",
                "/boot/vmlinuz-5.14.0-1.el9.x86_64",
                "/boot/initramfs-5.14.0-1.el9.x86_64.img",
                "/etc/multipath.conf",
                "/usr/etc/vconsole.conf",
                "/etc/lvm/archive/x",
                "/etc/motd",
                "/usr/lib/modprobe.d/50-node-customize.conf",
                "/etc/dracut.conf.d/x.conf",
                "/usr/lib/dracut/modules.d/01x/module-setup.sh")));
  }

  @Test
  void theInitramfsIsMadeAnewByWishOrNeed() {
    tree.with("/usr/bin/dracut", "");
    List<String> none = List.of("/etc/motd");
    List<String> some = List.of("/etc/dracut.conf");
    assertEquals(Optional.empty(), command(When.AUTO, none));
    assertEquals(Optional.empty(), command(When.NEVER, some));
    ImageCommand always = command(When.ALWAYS, none).orElseThrow();
    assertEquals(Optional.of(always), command(When.AUTO, some));
    assertEquals("dracut", always.program());
    assertEquals(Duration.ofMinutes(20), always.limit());
  }

  @Test
  void withoutDracutAWishFailsAndANeedIsToldOf() {
    assertEquals(
        """
        site.yaml:3:5: key: the image has no dracut
        hint: install the package dracut, or say initramfs: auto
        """,
        Problems.of(OperationException.class, () -> command(When.ALWAYS, List.of())));
    List<Event> told = new ArrayList<>();
    assertEquals(
        Optional.empty(),
        new RebuildInitramfs(HERE, When.AUTO)
            .command(tree, List.of("/etc/dracut.conf"), told::add));
    assertEquals(
        List.of(
            new Event.Warning(
                "site.yaml:3:5: key: the initramfs is out of date, and the image has no dracut to"
                    + " make it anew: changed was /etc/dracut.conf")),
        told);
  }

  @Test
  void whyNothingIsToBeDoneIsSaid() {
    List<String> some = List.of("/etc/dracut.conf");
    assertEquals("not wanted", new RebuildInitramfs(HERE, When.NEVER).idle(some));
    assertEquals(
        "not needed, nothing that goes into it is changed",
        new RebuildInitramfs(HERE, When.AUTO).idle(List.of("/etc/motd")));
    assertEquals(
        "not possible, the image has no dracut", new RebuildInitramfs(HERE, When.AUTO).idle(some));
  }

  private Optional<ImageCommand> command(When when, List<String> changed) {
    return new RebuildInitramfs(HERE, when).command(tree, changed, event -> {});
  }
}
