package org.nodecustomize.seal;

import java.util.SortedMap;

/**
 * Gives what changed in /etc, and its pristine copies, the time of the run. imgbased compares files
 * by size and time and copies with {@code rsync --update}: a file that a package brings with its old
 * time loses against the older one of the host.
 */
final class FreshTimes {
  private final Sealing sealing;

  FreshTimes(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal(SortedMap<String, EtcChanges.Change> changes) {
    for (String path : changes.keySet()) {
      touch(path);
      for (String tree : PristineTrees.of(sealing.profile(), sealing.before())) {
        String copy = PristineTrees.copy(tree, path);
        if (isSame(path, copy)) {
          touch(copy);
        }
      }
    }
  }

  /** Whether there is a copy, as opposed to a preset that /etc overrides. */
  private boolean isSame(String path, String copy) {
    return sealing.isThere(copy)
        && NodeStates.same(
            new NodeStates.Name(sealing.after(), path), new NodeStates.Name(sealing.after(), copy));
  }

  private void touch(String path) {
    boolean hasContent =
        sealing.after().node(path).filter(n -> n.isRegular() || n.isLink()).isPresent();
    if (hasContent && sealing.touch(path)) {
      sealing.did(
          "NC115",
          path,
          "given the time of the run: with an older one, upgrades take the host's older file for newer");
    }
  }
}
