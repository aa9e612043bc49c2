package org.nodecustomize.seal;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.tree.PathOrder;

/**
 * Makes the changes of a run survive installation, upgrade and rollback. Each step is a class that
 * edits only where something is not as it has to be, so that sealing a sealed image does nothing.
 */
public final class Seal {
  private Seal() {}

  /**
   * Seals the changed image: edits go to {@link SealInput#after}, times and labels of what keeps its
   * content to {@link SealReport#finishes}. What cannot be sealed is a problem of the report. An
   * image in which nothing changed is left alone.
   *
   * @throws org.nodecustomize.diag.OperationException if a file of a tree cannot be read, or
   *     something is in the way of an edit
   */
  public static SealReport run(SealInput input) {
    Sealing sealing = new Sealing(input);
    if (TreeChanges.of(input.before(), input.after()).isEmpty()
        && EtcChanges.of(input, "/etc").isEmpty()) {
      return sealing.report();
    }
    // First what must not be copied, then what the copies are made of.
    new RelocatedDatabases(sealing).seal();
    new MachineIdentity(sealing).seal();
    new BuildLitter(sealing).seal();
    new UpdateStamps(sealing).remove();
    new OstreeEtc(sealing).seal();
    new SystemUsers(sealing).seal();
    new VarOwners(sealing).seal();
    new Presets(sealing).seal();
    SortedMap<String, EtcChanges.Change> etc = EtcChanges.of(input, "/etc");
    new PristineCopies(sealing).seal(etc);
    new Accounts(sealing).seal();
    new FreshTimes(sealing).seal(etc);
    TreeChanges changes = TreeChanges.of(input.before(), input.after());
    SortedSet<String> present = new TreeSet<>(PathOrder.PATHS);
    present.addAll(changes.present());
    boolean released = new Release(sealing).seal();
    if (released) {
      present.add(ImageFacts.NVR_FILE);
    }
    new UpdateStamps(sealing).touch(released || changes.hasBelow("/usr"));
    new Labels(sealing).seal(present, changes.hadLabels());
    return sealing.report();
  }
}
