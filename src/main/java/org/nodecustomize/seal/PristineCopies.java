package org.nodecustomize.seal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;

/**
 * Has the pristine copies of /etc follow what changed in /etc. imgbased takes what differs between
 * the two for a change of the host: without a copy, a changed file is frozen for ever or lost at the
 * first upgrade. Copies are never hard links: an edit in place would change both.
 */
final class PristineCopies {
  private final Sealing sealing;
  private final EditableTree after;
  private final List<String> trees;

  PristineCopies(Sealing sealing) {
    this.sealing = sealing;
    this.after = sealing.after();
    this.trees = PristineTrees.of(sealing.profile(), sealing.before());
  }

  void seal(SortedMap<String, EtcChanges.Change> changes) {
    if (trees.isEmpty()) {
      if (!changes.isEmpty()) {
        sealing.notice(
            "the image keeps no pristine copies of /etc: what changed there reaches new"
                + " installations only");
      }
      return;
    }
    if (sealing.profile() == LayoutProfile.OSTREE) {
      return;
    }
    changes.forEach(this::warn);
    for (String tree : trees) {
      Set<String> done = new HashSet<>();
      changes.forEach(
          (path, change) -> {
            if (!isExempt(tree, path)) {
              mirror(tree, path, change, done);
            }
          });
    }
  }

  private boolean isExempt(String tree, String path) {
    return HostLocal.contains(path)
        || AccountDatabase.isOne(path)
        || (tree.equals(PristineTrees.VENDOR) && sealing.options().overrides().test(path))
        || leadsTo(path, PristineTrees.copy(tree, path));
  }

  /** Whether /etc has a link to the preset, which must not become a link to itself. */
  private boolean leadsTo(String path, String copy) {
    return after.node(path).filter(FileNode::isLink).isPresent()
        && after.resolve(path).filter(copy::equals).isPresent();
  }

  private void mirror(String tree, String path, EtcChanges.Change change, Set<String> done) {
    String copy = PristineTrees.copy(tree, path);
    if (change.isDeletion()) {
      if (done.stream().noneMatch(gone -> path.startsWith(gone + "/")) && sealing.isThere(copy)) {
        sealing.remove(
            copy, "NC101", path + " was removed: with its pristine copy kept, it would come back");
        done.add(path);
      }
      return;
    }
    NodeType type = change.after().orElseThrow().type();
    if (type != NodeType.REGULAR && type != NodeType.LINK && type != NodeType.DIRECTORY) {
      sealing.notice(path + ": devices, FIFOs and sockets get no pristine copy [NC118]");
      return;
    }
    if (lacksDirectories(tree, path)) {
      return;
    }
    if (isHardLink(path, copy)) {
      sealing.problem(
          Problem.at(
                  path,
                  "is a hard link of its pristine copy "
                      + copy
                      + ": an edit of one changes both [NC101]")
              .withHint("make it a file of its own; sealing makes the copy"));
    } else if (sealing.copy(after, path, copy)) {
      sealing.did(
          "NC101",
          copy,
          "copied from "
              + path
              + ": what differs from its pristine copy is frozen at the first upgrade");
    }
  }

  private boolean isHardLink(String path, String copy) {
    FileNode node = after.node(path).orElseThrow();
    return node.isRegular()
        && after
            .node(copy)
            .filter(other -> other.isRegular() && other.inode() == node.inode())
            .isPresent();
  }

  /**
   * Makes the directories on the way to a copy as /etc has them.
   *
   * @return whether a path of /etc goes through a link, and has its copy elsewhere
   */
  private boolean lacksDirectories(String tree, String path) {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String directory = path.substring(0, slash);
      String copy = PristineTrees.copy(tree, directory);
      if (after.node(directory).filter(FileNode::isDirectory).isEmpty()) {
        return true;
      }
      if (after.node(copy).filter(FileNode::isDirectory).isEmpty()) {
        sealing.copy(after, directory, copy);
        sealing.did("NC106", copy, "made a directory, as " + directory + " is one");
      }
    }
    return false;
  }

  private void warn(String path, EtcChanges.Change change) {
    if (change.before().isEmpty() || change.after().isEmpty()) {
      return;
    }
    FileNode old = change.before().get();
    FileNode now = change.after().get();
    if (change.hasOtherType()) {
      boolean aborts = !old.isDirectory() && now.isDirectory() && !after.list(path).isEmpty();
      if (aborts && sealing.profile() != LayoutProfile.PLAIN) {
        sealing.problem(
            Problem.at(
                    path,
                    "was a file in the base image and is a directory now: upgrades abort [NC108]")
                .withHint("give the directory another name"));
      } else {
        sealing.notice(
            path
                + ": is of another type than in the base image: upgraded hosts keep theirs [NC108]");
      }
    } else if (old.isLink() && !old.target().equals(now.target())) {
      sealing.notice(
          path
              + ": leads elsewhere than in the base image: upgraded hosts keep the old target [NC107]");
    } else if (isMetadataOnly(path, old, now)) {
      sealing.notice(
          path + ": only owner, mode or attributes changed: upgraded hosts keep theirs [NC117]");
    }
  }

  private boolean isMetadataOnly(String path, FileNode old, FileNode now) {
    return !NodeStates.samePlacement(old, now)
        && NodeStates.sameContent(
            new NodeStates.Name(sealing.before(), path), new NodeStates.Name(after, path));
  }
}
