package org.nodecustomize.seal;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.PathOrder;

/**
 * Moves what came into /etc of an OSTree image to /usr/etc: a tree with both is refused at
 * deployment. What belongs to one host does not move, it goes.
 */
final class OstreeEtc {
  private final Sealing sealing;

  OstreeEtc(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    if (sealing.profile() != LayoutProfile.OSTREE || sealing.after().list("/etc").isEmpty()) {
      return;
    }
    new Accounts(sealing).seal();
    TreeSet<String> paths = new TreeSet<>(PathOrder.PATHS);
    sealing
        .after()
        .walk(
            "/etc",
            (path, node) -> {
              paths.add(path);
              return true;
            });
    paths.remove("/etc");
    for (String path : paths) {
      if (!HostLocal.contains(path) && !AccountDatabase.isOne(path)) {
        move(path, PristineTrees.copy(PristineTrees.VENDOR, path));
      }
    }
    List.copyOf(sealing.after().list("/etc"))
        .forEach(name -> sealing.after().remove("/etc/" + name));
    if (!sealing.wasThere("/etc")) {
      sealing.after().remove("/etc");
    }
    sealing.did("NC111", "/etc", "emptied: OSTree refuses a tree that has both /etc and /usr/etc");
  }

  private void move(String path, String place) {
    FileNode node = sealing.after().node(path).orElseThrow();
    NodeType type = node.type();
    boolean made = node.isDirectory() && sealing.after().type(place).equals(Optional.of(type));
    if (made) {
      return;
    }
    if (type != NodeType.REGULAR && type != NodeType.LINK && type != NodeType.DIRECTORY) {
      sealing.notice(path + ": devices, FIFOs and sockets of /etc are not kept [NC118]");
    } else if (sealing.copy(sealing.after(), path, place)) {
      sealing.did("NC111", place, "moved from " + path + ": vendor's files belong here");
    }
  }
}
