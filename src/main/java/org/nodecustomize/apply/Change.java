package org.nodecustomize.apply;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.seal.ReleaseWish;
import org.nodecustomize.seal.SealOptions;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Something that a run does to an image. */
interface Change {
  /** Who changed an image that nobody names: {@code 1.el9.custom.1}. */
  String SITE = "custom";

  /**
   * What an image is called that nobody named: hosts take one with its base's name-version-release
   * for installed. An image that has none gets none.
   */
  static ReleaseWish standardRelease(ImageFacts facts) {
    return facts.nvr().isPresent() ? new ReleaseWish.Bumped(SITE) : new ReleaseWish.Kept();
  }

  /** What is wrong with what the user gave (files that are not there); empty where nothing is. */
  List<Problem> problems();

  /** Reads what the user gave, before the image is read. */
  default void prepare(WorkDirectory work, HostContext context) {}

  /**
   * Gets ready on this machine, before the appliance starts.
   *
   * @param known the image as this program finds it; empty where only its own rpm can tell
   * @return a drive for the appliance with the packages, to be closed when the appliance has ended;
   *     empty where none is needed
   */
  default Optional<PackageDrive> drive(
      Optional<ImageFacts> known, WorkDirectory work, HostContext context) {
    return Optional.empty();
  }

  /**
   * Decides what there is to do.
   *
   * @param image as it is; nothing has changed it yet
   * @param keys the OpenPGP keys in the image's rpm database, armored
   * @return what {@link Work#execute} will do; empty where the image is as wanted already
   */
  Optional<Work> decide(TreeView image, ImageFacts facts, String keys, HostContext context);

  /**
   * Looks at the image before an appliance starts, where this program can read it: what cannot be
   * done is found at once.
   *
   * @param known the image as this program finds it; empty where only its own rpm can tell
   * @return whether there is anything to do, as far as can be told without the image's programs
   * @throws org.nodecustomize.diag.OperationException with all that cannot be done in this image
   */
  default boolean isDue(FileTree image, Optional<ImageFacts> known) {
    return true;
  }

  /** The time of what is written, where the image has nothing later. */
  default Instant time() {
    return SourceDate.now();
  }

  /**
   * Writes what is kept beside the image; called when the image is there.
   *
   * @param record what was done; empty where nothing was
   */
  default void published(Optional<ChangeRecord> record, WorkDirectory work, HostContext context) {}

  /** How strict the layout rules are. */
  default LayoutGate.Policy policy() {
    return LayoutGate.Policy.STANDARD;
  }

  /**
   * What the changed image has to pass.
   *
   * @param writers whose wishes wrote what
   */
  default Gate gate(HostContext context, Writers writers) {
    return new LayoutGate(context, policy(), writers);
  }

  /** What is written must not be older than this. */
  default Instant notBefore() {
    return Instant.EPOCH;
  }

  /** The layout to follow, for an image that looks like {@code found}. */
  default LayoutProfile profile(LayoutProfile found) {
    return found;
  }

  /** Sentences for people about what needs no change. */
  List<String> alreadyDone();

  /** What was decided. */
  interface Work {
    PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context);

    /** What is recorded in the image and in the report. */
    ChangeRecord record(PackageChanges changes);

    /**
     * The same with the steps beside packages.
     *
     * @param due those that made a difference, in order
     */
    default ChangeRecord record(PackageChanges changes, List<DueStep> due) {
      return record(changes);
    }

    /** What is to be done beside packages. */
    default SitePlan plan() {
      return SitePlan.NONE;
    }

    /** Edits the tree after the steps of {@link #plan}. */
    default void edit(EditedTree tree) {}

    /** Whether the image is another although neither packages nor edits tell. */
    default boolean isSeen(FileTree base, FileTree now) {
      return false;
    }

    /** The layout to follow. */
    default LayoutProfile profile(ImageFacts facts) {
      return facts.profile();
    }

    /**
     * What sealing has to know.
     *
     * @param time of everything that is changed
     * @param packaged whether a path belongs to an installed package
     */
    default SealOptions sealOptions(ImageFacts facts, Instant time, Predicate<String> packaged) {
      return new SealOptions(
          time, standardRelease(facts), path -> false, path -> false, packaged, path -> false);
    }
  }
}
