#!/bin/sh
# Makes a plain root tree node-shaped. Runs inside the tree, as root, without a network:
#   node-customize create TREE LAYER --run sample-images/postprocess.sh -o image.squashfs
# where LAYER puts /var/tmp/node-sample/ in place: the stand-in packages and a file "nvr".
set -eu

seed=/var/tmp/node-sample
umask 022
export HOME=/root

die() {
  echo "postprocess: $*" >&2
  exit 1
}

# A tree made for containers lacks what an installer expects to find, and has what it must not.
complete_the_tree() {
  for directory in /boot /dev /home /proc /run /srv /sys /var/log /etc/systemd/system; do
    [ -d "$directory" ] || mkdir -p "$directory"
  done
  chmod 0755 /boot
  chmod 1777 /tmp /var/tmp
  [ -e /etc/fstab ] || : >/etc/fstab
  grep -q . /etc/fstab || echo '# The installer writes this file.' >/etc/fstab
  rm -f /.dockerenv /anaconda-post.log /root/anaconda-*.log /root/*-ks.cfg
}

# What every published image has and a tree made for containers has not: the installer and imgbased call these
# programs or look for these files. Only their names are real.
complete_the_boot_tools() {
  for program in grub2-editenv grub2-install grub2-mkconfig grub2-set-default efibootmgr thin_check dracut; do
    [ -e "/usr/sbin/$program" ] || [ -e "/usr/bin/$program" ] || stand_in "/usr/sbin/$program"
  done
  [ -e /usr/bin/dracut ] || [ ! -e /usr/sbin/dracut ] || ln -s ../sbin/dracut /usr/bin/dracut
  for module in 90dm 90lvm 90multipath 90dmsquash-live; do
    [ -d "/usr/lib/dracut/modules.d/$module" ] || stand_in "/usr/lib/dracut/modules.d/$module/module-setup.sh"
  done
  mkdir -p /usr/lib/dracut/dracut.conf.d
  echo 'hostonly="no"' >/usr/lib/dracut/dracut.conf.d/02-generic-image.conf
  [ -d /boot/efi/EFI/centos ] || stand_in /boot/efi/EFI/centos/shimx64.efi
  [ -d /usr/lib/grub/i386-pc ] || stand_in /usr/lib/grub/i386-pc/normal.mod
  [ -e /etc/grub2.cfg ] || ln -s ../boot/grub2/grub.cfg /etc/grub2.cfg
  # Nodes are built of CentOS, whose product imgbased knows.
  case $(cat /etc/system-release-cpe 2>/dev/null) in
    cpe:/o:centos:* | cpe:/o:redhat:* | cpe:/o:fedora*) ;;
    *) echo cpe:/o:centos:centos:9 >/etc/system-release-cpe ;;
  esac
}

stand_in() {
  mkdir -p "${1%/*}"
  printf '#!/bin/sh\n# A stand-in of the sample image.\nexit 0\n' >"$1"
  chmod 0755 "$1"
}

# The tools that run this script mount theirs over /dev; what lies below shows through a second mount of /.
empty_dev() {
  command -v mount >/dev/null && command -v umount >/dev/null || return 0
  mount --bind / /mnt || return 0
  find /mnt/dev -mindepth 1 -delete
  umount /mnt
}

install_the_stand_ins() {
  set -- "$seed"/*.rpm
  [ -f "$1" ] || die "$seed: no packages in it"
  log=$seed/rpm.log
  # rpm reports a failed scriptlet but exits with 0, so its words count as well.
  if ! rpm -U "$@" >"$log" 2>&1 || grep -q 'scriptlet failed' "$log"; then
    cat "$log" >&2
    die "the stand-in packages did not install"
  fi
}

# Only what is neither data of the tree nor in use: the tools that run this script keep theirs in /var/tmp.
clean() {
  rm -rf "$seed"
  rm -rf /var/cache/yum/* /var/cache/dnf/* /var/cache/apt/archives/*.deb
  rm -f /root/.bash_history /tmp/ks-script-* /tmp/yum.log /var/lib/systemd/random-seed
  find /var/log -type f -exec sh -c 'for file; do : >"$file"; done' sh {} +
}

check() {
  [ "$(cat /usr/share/imgbase/build/meta/nvr)" = "$nvr" ] || die "the nvr file is not \"$nvr\""
  [ "$(readlink /var/lib/rpm)" = ../../usr/share/rpm ] || die "/var/lib/rpm is not the relative link"
  rpm -q imgbased ovirt-node-ng-image-update-placeholder >/dev/null || die "the rpm database lost its packages"
  for kernel in /boot/vmlinuz-*; do
    [ -s "$kernel" ] || die "no kernel in /boot"
    [ -s "/boot/initramfs-${kernel#/boot/vmlinuz-}.img" ] || die "$kernel has no initramfs"
  done
  [ -s /usr/share/factory/etc/passwd ] || die "no pristine copy of /etc"
}

[ -d "$seed" ] || die "$seed: no such directory"
nvr=$(cat "$seed/nvr")

complete_the_tree
empty_dev
install_the_stand_ins
complete_the_boot_tools
clean
imgbase --experimental image-build --postprocess --set-nvr="$nvr"
# The pristine copy of /var was taken while the tools that run this script had their files in /var/tmp.
rm -rf /usr/share/factory/var/tmp
mkdir -m 1777 /usr/share/factory/var/tmp
check
# Environment of the BDB database, made anew by each query: not part of an image.
rm -f /usr/share/rpm/__db.*
