package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.report.ChangeRecord;

/** Something that a run does to an image. */
interface Change {

  /** What is wrong with what the user gave (files that are not there); empty where nothing is. */
  List<Problem> problems();

  /**
   * Gets ready on this machine, before the appliance starts.
   *
   * @return a drive for the appliance with the packages; empty where none is needed
   */
  Optional<Path> prepare(WorkDirectory work, HostContext context);

  /**
   * Decides what there is to do.
   *
   * @param keys the OpenPGP keys in the image's rpm database, armored
   * @return what {@link Work#execute} will do; empty where the image is as wanted already
   */
  Optional<Work> decide(MountedImage image, ImageFacts facts, String keys, HostContext context);

  /** Sentences for people about what needs no change. */
  List<String> alreadyDone();

  /** What was decided. */
  interface Work {
    PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context);

    /** What is recorded in the image and in the report. */
    ChangeRecord record(PackageChanges changes);
  }
}
