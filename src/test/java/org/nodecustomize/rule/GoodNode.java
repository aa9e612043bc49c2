package org.nodecustomize.rule;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.image.LayoutProfile.PLAIN;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.tree.MemoryTree;

/** Small trees of which no rule has anything to say. */
final class GoodNode {
  static final String KERNEL = "5.14.0-427.el9.x86_64";
  static final String NVR = "ovirt-node-ng-4.5.5-0.20260101.0";
  private static final String FACTORY = "/usr/share/factory/etc";
  private static final String USR_ETC = "/usr/etc";
  private static final byte[] PROGRAM = {0x7f, 'E', 'L', 'F', 2, 1, 1};

  private final MemoryTree tree = new MemoryTree();
  private final List<String> pristine;

  private GoodNode(String... pristine) {
    this.pristine = List.of(pristine);
  }

  /** A tree of a profile. */
  static MemoryTree of(LayoutProfile profile) {
    return switch (profile) {
      case IMGBASED -> new GoodNode(FACTORY).node();
      case NGN -> new GoodNode(USR_ETC, FACTORY).node();
      case OSTREE -> ostree();
      case PLAIN -> plain();
    };
  }

  private static MemoryTree ostree() {
    MemoryTree full = new GoodNode(USR_ETC).node();
    full.delete("/etc");
    full.directory("/etc");
    full.delete("/boot");
    full.directory("/boot");
    full.delete("/var/lib/rpm");
    full.file("/usr/lib/modules/" + KERNEL + "/initramfs.img", "070701 initramfs");
    return full;
  }

  private static MemoryTree plain() {
    MemoryTree tree = new GoodNode().node();
    tree.delete("/usr/share/imgbase");
    return tree;
  }

  private MemoryTree node() {
    skeleton();
    accounts();
    system();
    boot();
    units();
    imgbased();
    return tree;
  }

  private void skeleton() {
    for (String name : List.of("bin", "lib", "lib64", "sbin")) {
      tree.directory("/usr/" + name).symbolicLink("/" + name, "usr/" + name);
    }
    for (String path :
        List.of("/dev", "/home", "/opt", "/proc", "/run", "/srv", "/sys", "/var/log")) {
      tree.directory(path);
    }
    tree.directory("/tmp").mode("/tmp", 01777).directory("/var/tmp").mode("/var/tmp", 01777);
    tree.directory("/root").mode("/root", 0550);
    tree.symbolicLink("/var/run", "../run").symbolicLink("/var/lock", "../run/lock");
    tree.file("/usr/share/rpm/rpmdb.sqlite", "database");
    tree.symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
    tree.directory("/usr/share/dnf").symbolicLink("/var/lib/dnf", "../../usr/share/dnf");
  }

  private void accounts() {
    etc(
        "passwd",
        """
        root:x:0:0:root:/root:/bin/bash
        bin:x:1:1:bin:/bin:/sbin/nologin
        sshd:x:74:74:ssh:/usr/share/empty.sshd:/sbin/nologin
        vdsm:x:36:36:node manager:/var/lib/vdsm:/sbin/nologin
        """);
    etc("group", "root:x:0:\nbin:x:1:\nkvm:x:36:\nsshd:x:74:\n");
    etc(
        "shadow",
        "root:!!:19000:0:99999:7:::\nbin:*:19000::::::\nsshd:!!:19000::::::\nvdsm:!!:19000::::::\n");
    etc("gshadow", "root:::\nbin:::\nkvm:::\nsshd:!::\n");
    for (String directory : directories()) {
      tree.mode(directory + "/shadow", 0).mode(directory + "/gshadow", 0);
    }
    program("/usr/bin/bash");
    program("/usr/sbin/nologin");
    program("/usr/bin/systemd-sysusers");
    tree.file("/usr/lib/sysusers.d/basic.conf", "u root 0 - /root /bin/bash\ng kvm 36\n");
  }

  private void system() {
    String osRelease =
        """
        NAME="CentOS Stream"
        ID="centos"
        ID_LIKE="rhel fedora"
        VERSION_ID="9"
        PRETTY_NAME="oVirt Node 4.5.5"
        VARIANT="oVirt Node 4.5.5"
        VARIANT_ID="ovirt-node"
        CPE_NAME="cpe:/o:centos:centos:9"
        """;
    tree.file("/usr/lib/os.release.d/ovirt-release-host-node", osRelease);
    tree.symbolicLink("/usr/lib/os-release", "os.release.d/ovirt-release-host-node");
    for (String directory : directories()) {
      tree.symbolicLink(directory + "/os-release", "../usr/lib/os-release");
    }
    etc("system-release-cpe", "cpe:/o:centos:centos:9\n");
    etc("system-release", "CentOS Stream release 9\n");
    etc("motd", "Welcome\n");
    etc("hosts", "127.0.0.1 localhost\n");
    etc("fstab", "# The installer writes this file.\n");
    etc("sysctl.conf", "# see sysctl.d\n");
    etc("ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\n");
    etc("sudoers", "root ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n");
    etc("ld.so.conf", "include ld.so.conf.d/*.conf\n");
    etc("ld.so.cache", "cache");
    etc("selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
    etc("nsswitch.conf", "passwd: files\n");
    tree.file("/usr/lib/sysctl.d/50-default.conf", "kernel.sysrq = 16\n");
    tree.file("/etc/machine-id", "").mode("/etc/machine-id", 0444);
  }

  private void boot() {
    tree.file("/boot/vmlinuz-" + KERNEL, "MZ kernel").mode("/boot/vmlinuz-" + KERNEL, 0755);
    tree.file("/boot/initramfs-" + KERNEL + ".img", "070701 initramfs");
    String modules = "/usr/lib/modules/" + KERNEL + "/";
    tree.file(modules + "vmlinuz", "MZ kernel");
    tree.file(modules + "modules.dep", "dependencies").file(modules + "modules.builtin", "builtin");
    tree.file("/usr/lib/dracut/dracut.conf.d/02-generic-image.conf", "hostonly=\"no\"\n");
    for (String module : List.of("90dm", "90dmsquash-live", "90lvm", "90multipath")) {
      tree.file("/usr/lib/dracut/modules.d/" + module + "/module-setup.sh", "#!/bin/bash\n");
    }
    for (String name :
        List.of(
            "grub2-install",
            "grub2-mkconfig",
            "grub2-set-default",
            "efibootmgr",
            "lvm",
            "multipath",
            "thin_check")) {
      program("/usr/sbin/" + name);
    }
    for (String name :
        List.of("grub2-editenv", "kernel-install", "dracut", "rpm", "dnf", "gen_grub_cfgstub")) {
      program("/usr/bin/" + name);
    }
    tree.file("/usr/lib/grub/i386-pc/normal.mod", "module");
    tree.file("/boot/efi/EFI/centos/shimx64.efi", "MZ")
        .file("/boot/efi/EFI/centos/grubx64.efi", "MZ");
    for (String directory : directories()) {
      tree.symbolicLink(directory + "/grub2.cfg", "../boot/grub2/grub.cfg");
      tree.symbolicLink(directory + "/grub2-efi.cfg", "../boot/grub2/grub.cfg");
    }
  }

  private void units() {
    for (String name : List.of("auditd", "imgbase-setup", "NetworkManager", "rsyslog", "sshd")) {
      tree.file(
          "/usr/lib/systemd/system/" + name + ".service",
          "[Unit]\nDescription="
              + name
              + "\n[Service]\nExecStart=/usr/bin/bash\n[Install]\nWantedBy=multi-user.target\n");
      tree.symbolicLink(
          "/usr/lib/systemd/system/multi-user.target.wants/" + name + ".service",
          "../" + name + ".service");
    }
    tree.file(
        "/usr/lib/systemd/system/cockpit.socket",
        "[Socket]\nListenStream=9090\n[Install]\nWantedBy=sockets.target\n");
    tree.symbolicLink(
        "/usr/lib/systemd/system/sockets.target.wants/cockpit.socket", "../cockpit.socket");
    tree.file("/usr/lib/systemd/system/multi-user.target", "[Unit]\nDescription=Multi-User\n");
    tree.file(
        "/usr/lib/systemd/system-preset/98-ovirt-host-node.preset",
        "enable sshd.service\nenable cockpit.socket\ndisable *\n");
    for (String directory : directories()) {
      tree.symbolicLink(
          directory + "/systemd/system/default.target",
          "/usr/lib/systemd/system/multi-user.target");
      tree.file(directory + "/systemd/system.conf", "[Manager]\n");
    }
  }

  private void imgbased() {
    tree.file("/usr/share/imgbase/build/meta/nvr", NVR);
    program("/usr/sbin/imgbase");
    program("/usr/sbin/nodectl");
    for (String name :
        List.of(
            "blkid",
            "e2fsck",
            "findmnt",
            "grubby",
            "ldconfig",
            "lvs",
            "mkfs.ext4",
            "mkfs.xfs",
            "restorecon",
            "semanage",
            "setfiles",
            "tune2fs",
            "vgs",
            "xfs_admin")) {
      program("/usr/sbin/" + name);
    }
    for (String name :
        List.of(
            "cp",
            "mknod",
            "mount",
            "nsenter",
            "python3",
            "rsync",
            "systemctl",
            "systemd-nspawn",
            "tar",
            "umount")) {
      program("/usr/bin/" + name);
    }
    tree.file("/usr/lib/python3.9/site-packages/imgbased/__init__.py", "");
    for (String directory : directories()) {
      tree.file(directory + "/lvm/profile/imgbased-pool.profile", "allocation {}\n");
    }
  }

  private void program(String path) {
    tree.file(path, PROGRAM).mode(path, 0755);
  }

  private List<String> directories() {
    List<String> all = new ArrayList<>(List.of("/etc"));
    all.addAll(pristine);
    return all;
  }

  private void etc(String name, String content) {
    directories().forEach(directory -> tree.file(directory + "/" + name, content));
  }

  /** The packages of a node. */
  static List<InstalledPackage> packages() {
    return Stream.of(
            "NetworkManager",
            "audit",
            "bash",
            "cockpit",
            "cockpit-ovirt-dashboard",
            "device-mapper-multipath",
            "device-mapper-persistent-data",
            "dnf",
            "dracut",
            "dracut-config-generic",
            "dracut-live",
            "firewalld",
            "glibc",
            "grub2-pc",
            "imgbased",
            "kernel-core",
            "lvm2",
            "openssh-server",
            "ovirt-node-ng-image-update-placeholder",
            "ovirt-node-ng-nodectl",
            "policycoreutils",
            "python3-imgbased",
            "rpm",
            "selinux-policy-targeted",
            "shim-x64",
            "systemd")
        .map(
            name ->
                new InstalledPackage(
                    name.equals("kernel-core")
                        ? new Nevra(name, 0, "5.14.0", "427.el9", "x86_64")
                        : name.endsWith("placeholder")
                            ? new Nevra(name, 0, "4.5.5", "0.20260101.0", "noarch")
                            : new Nevra(
                                name,
                                0,
                                name.equals("rpm") ? "4.16.1.3" : "1.0",
                                "1.el9",
                                "x86_64"),
                    1_700_000_000L,
                    1000))
        .toList();
  }

  /** What the tree came in. */
  static Container container() {
    return new Container.Nested(
        Path.of("node.squashfs.img"),
        new SquashfsFacts("xz", List.of("-comp", "xz", "-b", "131072"), 131072, 900L << 20, 3),
        "LiveOS/rootfs.img",
        5L << 30,
        "ext4",
        Optional.of(superblock()),
        List.of());
  }

  static Ext4Superblock superblock() {
    return new Ext4Superblock(
        4096,
        1_310_720,
        800_000,
        327_680,
        250_000,
        0,
        30_000,
        "LiveOS",
        new UUID(1, 2),
        0x3c,
        0x2c2,
        0x46b,
        false,
        true,
        false);
  }
}
