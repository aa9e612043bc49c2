package org.nodecustomize.rule;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.boot.BootLeftovers;
import org.nodecustomize.rule.boot.BootLoaderTools;
import org.nodecustomize.rule.boot.DracutLive;
import org.nodecustomize.rule.boot.GenericInitramfs;
import org.nodecustomize.rule.boot.InitramfsPresent;
import org.nodecustomize.rule.boot.KernelInBoot;
import org.nodecustomize.rule.boot.KernelModulesMatch;
import org.nodecustomize.rule.boot.KernelNameShape;
import org.nodecustomize.rule.boot.KernelPackage;
import org.nodecustomize.rule.boot.ManyKernels;
import org.nodecustomize.rule.boot.NewKernelPkg;
import org.nodecustomize.rule.boot.SecureBootChain;
import org.nodecustomize.rule.boot.StaleInitramfs;

class BootRulesTest extends RuleTest {
  private static final String K = GoodNode.KERNEL;
  private static final String MODULES = "/usr/lib/modules/" + K;

  @Test
  void anImageWithoutAKernelIsFound() {
    image.delete("/boot/vmlinuz-" + K);
    image.file("/boot/vmlinuz-0-rescue-1234", "MZ");
    finds(new KernelInBoot(), "error /boot: has no vmlinuz-*");
  }

  @Test
  void aCommitHasOneKernel() {
    use(OSTREE);
    image.file("/usr/lib/modules/6.1.0-1.el9.x86_64/vmlinuz", "MZ");
    finds(new KernelInBoot(), "error /usr/lib/modules: expected one kernel but were 2");
  }

  @Test
  void aKernelWithoutItsModulesIsFound() {
    image.delete(MODULES + "/modules.dep");
    image.delete(MODULES + "/vmlinuz");
    image.directory("/usr/lib/modules/old");
    finds(
        new KernelModulesMatch(),
        "error " + MODULES + "/modules.dep: is missing for kernel " + K,
        "error " + MODULES + "/vmlinuz: is missing for kernel " + K,
        "warning /usr/lib/modules/old: has modules of a kernel that is not there");
  }

  @Test
  void onEl7NoKernelLiesBesideItsModules() {
    image.delete(MODULES + "/vmlinuz");
    image.file("/usr/sbin/new-kernel-pkg", "#!/bin/sh\n");
    passes(new KernelModulesMatch());
  }

  @Test
  void aKernelOfNoPackageIsFound() {
    packages = packages.stream().filter(p -> !p.nevra().name().equals("kernel-core")).toList();
    finds(new KernelPackage(), "error /boot: no package of a kernel is installed");
  }

  @Test
  void aKernelPackageWithoutItsKernelIsFound() {
    image.delete("/boot/vmlinuz-" + K);
    finds(
        new KernelPackage(),
        "error package kernel-core-"
            + K
            + ": is installed, but /boot/vmlinuz-"
            + K
            + " is missing");
  }

  @Test
  void withoutTheRpmDatabaseKernelPackagesCannotBeJudged() {
    packages = List.of();
    finds(new KernelPackage(), "could not check: the rpm database of the image was not read");
  }

  @Test
  void aMissingOrEmptyInitramfsIsFound() {
    String initramfs = "/boot/initramfs-" + K + ".img";
    image.file(initramfs, "");
    finds(new InitramfsPresent(), "error " + initramfs + ": is empty");
    image.delete(initramfs);
    finds(new InitramfsPresent(), "error " + initramfs + ": is missing for kernel " + K);
    use(NGN);
    image.delete(initramfs);
    finds(new InitramfsPresent(), "warning " + initramfs + ": is missing for kernel " + K);
  }

  @Test
  void aKernelWithTooManyHyphensIsFound() {
    image.file("/boot/vmlinuz-6.1.0-1-site.x86_64", "MZ");
    finds(
        new KernelNameShape(),
        "error /boot/vmlinuz-6.1.0-1-site.x86_64: its version has 2 hyphens");
  }

  @Test
  void aHostOnlyInitramfsAndMissingModulesAreFound() {
    image.file("/etc/dracut.conf.d/90-site.conf", "hostonly=\"yes\"\n");
    image.delete("/usr/lib/dracut/modules.d/90multipath");
    image.delete("/usr/sbin/thin_check");
    finds(
        new GenericInitramfs(),
        "error /etc/dracut.conf.d/90-site.conf: sets hostonly, so that the initramfs fits one machine",
        "error /usr/lib/dracut/modules.d: has no module 'multipath'",
        "error /usr/sbin/thin_check: is missing");
    image.delete("/usr/bin/dracut");
    finds(new GenericInitramfs(), "error /usr/bin/dracut: is missing");
  }

  @Test
  void anImageThatCannotBeBootedLiveIsTold() {
    image.delete("/usr/lib/dracut/modules.d/90dmsquash-live");
    finds(new DracutLive(), "info /usr/lib/dracut/modules.d: has no module 'dmsquash-live'");
  }

  @Test
  void leftoversOfTheBuildMachinesBootAreFound() {
    image
        .file("/boot/loader/entries/a.conf", "title a\n")
        .file("/boot/vmlinuz-0-rescue-1234", "MZ");
    image.file("/boot/grub2/grubenv", "short");
    finds(
        new BootLeftovers(),
        "warning /boot/grub2/grubenv: expected 1024 bytes but were 5",
        "warning /boot/loader/entries/a.conf: is a boot entry of the machine that built the image",
        "warning /boot/vmlinuz-0-rescue-1234: is a rescue system of the machine that built the image");
  }

  @Test
  void missingBootLoaderToolsAreFound() {
    image.delete("/usr/sbin/grub2-install");
    image.delete("/boot/efi");
    image.delete("/usr/lib/grub");
    image.delete("/etc/grub2.cfg");
    image.delete("/etc/grub2-efi.cfg");
    finds(
        new BootLoaderTools(),
        "error /boot/efi/EFI: has no shimx64.efi",
        "error /etc/grub2.cfg: is missing, and so is /etc/grub2-efi.cfg",
        "error /usr/lib/grub/i386-pc: has no modules for machines without EFI",
        "error /usr/sbin/grub2-install: is missing");
  }

  @Test
  void newKernelPkgIsFoundOnEl8AndLater() {
    image.file("/usr/sbin/new-kernel-pkg", "#!/bin/sh\n");
    finds(new NewKernelPkg(), "warning /usr/sbin/new-kernel-pkg: is there");
    image.file("/usr/lib/os.release.d/ovirt-release-host-node", "ID=centos\nVERSION_ID=7\n");
    finds(new NewKernelPkg(), "not applicable: the system is not EL 8 or later");
  }

  @Test
  void twoKernelsAreFound() {
    image.file("/boot/vmlinuz-5.14.0-500.el9.x86_64", "MZ");
    finds(new ManyKernels(), "warning /boot: has 2 kernels: " + K + ", 5.14.0-500.el9.x86_64");
  }

  @Test
  void aChangeThatTheInitramfsDoesNotHaveIsFound() {
    image.file(MODULES + "/extra/driver.ko.xz", "module");
    finds(
        new StaleInitramfs(),
        "warning /boot/initramfs-"
            + K
            + ".img: is as it was, but "
            + MODULES
            + "/extra/driver.ko.xz was added");
    image.file("/boot/initramfs-" + K + ".img", "070701 was made anew");
    passes(new StaleInitramfs());
  }

  @Test
  void aKernelWithoutASignatureIsTold() {
    ByteBuffer pe = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    pe.put(0, (byte) 'M')
        .put(1, (byte) 'Z')
        .putInt(0x3c, 0x80)
        .putInt(0x80, 0x4550)
        .putShort(0x98, (short) 0x20b);
    image.file("/boot/vmlinuz-" + K, pe.array());
    finds(
        new SecureBootChain(),
        "info /boot/vmlinuz-" + K + ": content changed, and has no signature");
    pe.putInt(0x80 + 24 + 112 + 4 * 8 + 4, 1234);
    image.file("/boot/vmlinuz-" + K, pe.array());
    passes(new SecureBootChain());
  }
}
