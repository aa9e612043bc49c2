package org.nodecustomize.seal;

import java.time.Instant;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;

/**
 * The time that everything gets that a run changes. imgbased copies with {@code rsync --update} and
 * compares files by size and time, so what is changed must be newer than what any host of the base
 * image has; systemd updates /etc when /usr is newer than it was.
 */
public final class SealTime {
  private Instant latest;

  private SealTime(Instant latest) {
    this.latest = latest;
  }

  /**
   * A whole second: the requested one, or the first after everything in the base's /etc and its
   * pristine copies, where that is later.
   *
   * @param before the base image
   * @param requested now, or {@code SOURCE_DATE_EPOCH}
   */
  public static Instant of(FileTree before, Instant requested) {
    SealTime time = new SealTime(Instant.EPOCH);
    time.collect(before, "/etc");
    PristineTrees.ALL.forEach(tree -> time.collect(before, tree));
    before.node("/usr").ifPresent(usr -> time.see(usr.modified()));
    Instant second = Instant.ofEpochSecond(requested.getEpochSecond());
    return time.latest.isBefore(second)
        ? second
        : Instant.ofEpochSecond(time.latest.getEpochSecond() + 1);
  }

  private void collect(FileTree tree, String top) {
    tree.walk(
        top,
        (path, node) -> {
          if (node.type() != NodeType.DIRECTORY) {
            see(node.modified());
          }
          return true;
        });
  }

  private void see(Instant modified) {
    if (modified.isAfter(latest)) {
      latest = modified;
    }
  }
}
