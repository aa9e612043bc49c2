package org.nodecustomize.apply;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.MountedImage;

/**
 * Has commands run in an image to look around. They may write, as they do on a host; all of it is
 * dropped in the end.
 */
public final class ShellImage {
  private final HostContext context;

  public ShellImage(HostContext context) {
    this.context = context;
  }

  /**
   * Runs commands in an image.
   *
   * @param limit of each command
   * @return the exit code of the last one
   */
  public int look(Path image, Duration limit, ShellTalk talk) {
    ImageProbe.unusable(image)
        .ifPresent(
            problem -> {
              throw new UsageException(problem);
            });
    return run(image, Optional.empty(), limit, talk);
  }

  /**
   * Runs commands in what a run that failed left behind; see {@link ChangeRequest#keepWork}.
   *
   * @param directory as the run named it
   * @throws UsageException if it is none
   */
  public int lookIntoKept(Path directory, Duration limit, ShellTalk talk) {
    Path base = KeptWork.base(directory);
    Path disk = directory.resolve(KeptWork.DISK);
    return Files.exists(disk)
        ? run(disk, Optional.empty(), limit, talk)
        : run(base, Optional.of(directory.resolve(KeptWork.CHANGES)), limit, talk);
  }

  private int run(Path file, Optional<Path> changes, Duration limit, ShellTalk talk) {
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(file));
    try (WorkDirectory work = WorkDirectory.open(context.workBase());
        InnerImage inner =
            clock.in(
                Stage.OPEN,
                () ->
                    changes.isPresent() && container instanceof Container.Flat flat
                        ? FlatImage.reopen(flat, changes.get(), work, context)
                        : InnerImage.open(container, Optional.empty(), work, context))) {
      List<Drive> drives = new ArrayList<>(List.of(inner.drive()));
      drives.add(new Drive.RawFile(ScratchDrive.make(work, context.programs()), false));
      drives.addAll(inner.furtherDrives());
      try (Appliance appliance = ApplianceLaunch.WORK.boot(drives, work, context, clock)) {
        inner.mount(appliance, 2, file.toString(), "noatime");
        MountedImage image = ApplianceMount.over(appliance, appliance.device(1), Optional.empty());
        return new ShellLoop(image, limit, talk, context.cancellation()).run();
      }
    }
  }
}
