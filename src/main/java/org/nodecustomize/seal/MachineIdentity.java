package org.nodecustomize.seal;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;

/**
 * Clears what makes one machine itself: nodes that are installed from an image must not share it.
 * Ids, host keys and seeds go wherever they are from; names and the like go only if the run made
 * them unasked, and are as in the base image again if the run changed them.
 */
final class MachineIdentity {
  /** Seeds and keys that every boot of every node would share. */
  private static final List<String> SECRETS =
      List.of(
          "/var/lib/systemd/random-seed",
          "/var/lib/random-seed",
          "/boot/efi/loader/random-seed",
          "/boot/loader/random-seed",
          "/var/lib/systemd/credential.secret");

  private static final Pattern HOST_KEY = Pattern.compile("ssh_host_.*_key(\\.pub)?");

  /** Files of one host, or directories of such files. */
  private static final List<String> HOST =
      List.of(
          "/etc/hostname",
          "/etc/machine-info",
          "/etc/hostid",
          "/etc/resolv.conf",
          "/etc/iscsi/initiatorname.iscsi",
          "/etc/nvme/hostnqn",
          "/etc/nvme/hostid",
          "/etc/pki/consumer",
          "/etc/pki/entitlement",
          "/etc/sysconfig/rhn/systemid",
          "/etc/vdsm/vdsm.id",
          "/etc/blkid.tab",
          "/etc/lvm/archive",
          "/etc/lvm/backup",
          "/etc/lvm/cache",
          "/etc/lvm/devices/system.devices",
          "/etc/multipath/wwids",
          "/etc/multipath/bindings",
          "/etc/udev/rules.d/70-persistent-net.rules",
          "/etc/udev/rules.d/70-persistent-cd.rules",
          "/var/lib/cloud/instances",
          "/var/lib/NetworkManager/secret_key",
          "/etc/passwd-",
          "/etc/group-",
          "/etc/shadow-",
          "/etc/gshadow-",
          "/etc/subuid-",
          "/etc/subgid-");

  private final Sealing sealing;

  MachineIdentity(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    machineId();
    hostKeys();
    SECRETS.stream()
        .filter(sealing::isThere)
        .forEach(
            path -> sealing.remove(path, "NC309", "removed: nodes must not share their entropy"));
    HOST.forEach(
        top -> {
          host(top);
          if (!sealing.etc().equals("/etc") && top.startsWith("/etc/")) {
            host(sealing.etc() + top.substring("/etc".length()));
          }
        });
  }

  private void machineId() {
    for (String path : List.of("/etc/machine-id", "/usr/etc/machine-id")) {
      Optional<FileNode> node = sealing.after().node(path).filter(FileNode::isRegular);
      boolean asInBase =
          NodeStates.same(
              new NodeStates.Name(sealing.before(), path),
              new NodeStates.Name(sealing.after(), path));
      String content = sealing.text(path).strip();
      if (node.isEmpty() || content.isEmpty() || (asInBase && content.equals("uninitialized"))) {
        continue;
      }
      if (!sealing.wasThere(path)) {
        sealing.remove(path, "NC307", "removed: each node has to make its own");
      } else {
        sealing.after().putFile(path, Content.of(new byte[0]), Placement.ofRoot(0444));
        sealing.did("NC307", path, "emptied: each node has to make its own");
      }
    }
    String dbus = "/var/lib/dbus/machine-id";
    if (sealing.after().type(dbus).equals(Optional.of(NodeType.REGULAR))) {
      sealing.remove(dbus, "NC307", "removed: systemd takes a lost machine-id from here");
    }
  }

  private void hostKeys() {
    boolean madeAtBoot =
        sealing.after().list("/usr/lib/systemd/system").stream()
            .anyMatch(name -> name.startsWith("sshd-keygen"));
    TreeSet<String> tops = new TreeSet<>(PristineTrees.ALL);
    tops.add("/etc");
    for (String top : tops) {
      for (String name : sealing.after().list(top + "/ssh")) {
        String path = top + "/ssh/" + name;
        if (!HOST_KEY.matcher(name).matches() || sealing.options().intended().test(path)) {
          continue;
        }
        if (sealing.isNew(path) || madeAtBoot) {
          sealing.remove(path, "NC308", "removed: nodes must not share their SSH host keys");
        } else {
          sealing.notice(
              path
                  + ": comes with the base image, which has nothing that makes host keys at boot;"
                  + " all nodes share it [NC308]");
        }
      }
    }
  }

  private void host(String top) {
    TreeSet<String> now = new TreeSet<>();
    sealing
        .after()
        .walk(
            top,
            (path, node) -> {
              if (!node.isDirectory()) {
                now.add(path);
              }
              return true;
            });
    for (String path : now) {
      if (sealing.options().intended().test(path)
          || sealing.options().packaged().test(path)
          || NodeStates.same(
              new NodeStates.Name(sealing.before(), path),
              new NodeStates.Name(sealing.after(), path))) {
        continue;
      }
      if (sealing.wasThere(path)) {
        restore(path);
      } else {
        sealing.remove(path, "NC310", "removed: it belongs to one host, and nobody asked for it");
      }
    }
  }

  private void restore(String path) {
    NodeType type = sealing.before().type(path).orElseThrow();
    if (type == NodeType.REGULAR || type == NodeType.LINK) {
      sealing.copy(sealing.before(), path, path);
      sealing.did(
          "NC310",
          path,
          "as in the base image again: it belongs to one host, and nobody asked for it");
    }
  }
}
