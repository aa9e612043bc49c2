package org.nodecustomize.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a run that changes an image.
 *
 * @param output the image that was written; empty where nothing was to be done in place
 * @param outputSize bytes
 * @param record what was done; empty where the image was as wanted already
 * @param alreadyDone sentences about what needed no change
 * @param emulated whether the appliance ran without hardware virtualization
 */
public record ChangeReport(
    Path input,
    Optional<Path> output,
    long outputSize,
    Optional<ChangeRecord> record,
    List<String> alreadyDone,
    boolean emulated,
    Duration took) {

  public ChangeReport {
    alreadyDone = List.copyOf(alreadyDone);
  }
}
