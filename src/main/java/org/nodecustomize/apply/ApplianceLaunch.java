package org.nodecustomize.apply;

import java.util.List;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.guestfs.Drive;

/**
 * How an appliance of a run is launched.
 *
 * @param directory for its own files, below the run's work directory
 * @param memoryMegabytes of the virtual machine
 * @param processors of it
 */
record ApplianceLaunch(String directory, int memoryMegabytes, int processors) {
  /** The one in which an image is changed, and its programs run. */
  static final ApplianceLaunch WORK = new ApplianceLaunch("appliance", 1280, 1);

  /** The only one of a run that reads all of an image, for which somebody waits. */
  static final ApplianceLaunch READING =
      new ApplianceLaunch(
          WORK.directory,
          WORK.memoryMegabytes,
          Math.min(2, Runtime.getRuntime().availableProcessors()));

  /** One beside {@link #WORK}, with nothing to do but to read. */
  static final ApplianceLaunch BESIDE = new ApplianceLaunch("base-appliance", 768, 1);

  /** All directories below a work directory that an appliance may have been using. */
  static final List<String> DIRECTORIES = List.of(WORK.directory, BESIDE.directory);

  /** Launches it as the first of its kind in a run. */
  Appliance boot(
      List<? extends Drive> drives, WorkDirectory work, HostContext context, StageClock clock) {
    work.makeDirectory(directory);
    return clock.in(Stage.BOOT, () -> again(drives, work, context));
  }

  /** Launches it once more. */
  Appliance again(List<? extends Drive> drives, WorkDirectory work, HostContext context) {
    return Appliance.launch(
        new ApplianceConfig(
            List.copyOf(drives),
            memoryMegabytes,
            processors,
            work.path().resolve(directory),
            context.cacheDirectory(),
            context.stockAppliance()),
        context.events(),
        context.cancellation());
  }
}
