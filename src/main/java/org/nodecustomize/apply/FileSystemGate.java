package org.nodecustomize.apply;

import java.nio.ByteBuffer;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.CowDisk;
import org.nodecustomize.event.Events;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.FsckMode;
import org.nodecustomize.guestfs.FsckResult;
import org.nodecustomize.image.Container;

/**
 * Lets only sound file systems in and out. The installer mounts the inner file system read-only from
 * a loop device: a journal that needs recovery or an error that is left in it makes every node's
 * installation fail.
 */
final class FileSystemGate {
  private FileSystemGate() {}

  /**
   * Refuses what the superblock alone tells.
   *
   * @throws ImageException if the journal needs recovery or errors are recorded
   */
  static void requireSound(String name, Ext4Superblock superblock) {
    if (superblock.journalNeedsRecovery()) {
      throw new ImageException(
          Problem.at(name, "the file system's journal needs recovery: it was not unmounted cleanly")
              .withHint(
                  "build the image anew, or repair it: unpack it, run e2fsck -fp on "
                      + "LiveOS/rootfs.img, and pack it again"));
    }
    if (superblock.errorsRecorded()) {
      throw new ImageException(
          Problem.at(name, "the file system has errors recorded in its superblock")
              .withHint("unpack it and run e2fsck -f on the inner image to see them"));
    }
  }

  /** Tells those who only look what would make {@link #requireSound} refuse. */
  static void tellDoubts(Container container, Events events) {
    ImageSession.superblock(container)
        .ifPresent(
            superblock -> {
              if (superblock.journalNeedsRecovery()) {
                events.warning(
                    container.file()
                        + ": the file system's journal needs recovery: what is shown is the state"
                        + " after it, and neither an installer nor this program's other commands"
                        + " take such an image");
              }
              if (superblock.errorsRecorded()) {
                events.warning(
                    container.file()
                        + ": the file system has errors recorded in its superblock: what is shown"
                        + " may not be all that was there");
              }
            });
  }

  /**
   * Checks the whole file system of the first drive, changing nothing.
   *
   * @throws ImageException with the checker's first lines if it is damaged
   */
  static void requireUndamaged(Appliance appliance, String name) {
    FsckResult result = appliance.checkExt(0, FsckMode.READ_ONLY);
    if (result.state() != FsckResult.State.CLEAN) {
      throw new ImageException(
          Problem.at(name, "the file system is damaged")
              .withDetail(result.text().lines().filter(line -> !line.isBlank()).limit(12).toList())
              .withHint("get the image again; do not customize a damaged one"));
    }
  }

  /**
   * Checks what the run made of it, right before it is packed, and repairs what is safe to repair.
   *
   * @throws OperationException if it is not clean
   */
  static void requireCleanResult(Appliance appliance) {
    requireNotDamaged(checkResult(appliance));
  }

  /** The check alone. */
  static FsckResult checkResult(Appliance appliance) {
    return appliance.checkExt(0, FsckMode.PREEN);
  }

  /**
   * @throws OperationException if the check found what it could not repair
   */
  static void requireNotDamaged(FsckResult result) {
    if (result.state() == FsckResult.State.DAMAGED) {
      throw new OperationException(
          Problem.of("the file system is damaged after the change; nothing was written")
              .withDetail(
                  result.text().lines().filter(line -> !line.isBlank()).limit(12).toList()));
    }
  }

  /**
   * Refuses a file system in which the kernel found an error while it was changed. It had none
   * recorded before, so it is the input that is damaged.
   *
   * @throws ImageException if errors are recorded now
   */
  static void requireNoErrorFound(String name, CowDisk disk) {
    if (disk.size() < Ext4Superblock.OFFSET + Ext4Superblock.LENGTH) {
      return;
    }
    ByteBuffer now = ByteBuffer.allocate(Ext4Superblock.LENGTH);
    disk.read(Ext4Superblock.OFFSET, now);
    if (Ext4Superblock.read(now.array()).filter(Ext4Superblock::errorsRecorded).isPresent()) {
      throw new ImageException(
          Problem.at(name, "the file system is damaged: the kernel found an error in it")
              .withHint("get the image again; 'node-customize verify " + name + "' may tell more"));
    }
  }

  /**
   * Mounts the root file system.
   *
   * @throws ImageException if it cannot be mounted
   */
  static void mountRoot(Appliance appliance, String device, String name, String options) {
    try {
      appliance.mount(device, "/", options);
    } catch (ApplianceException e) {
      throw new ImageException(
          Problem.at(name, "the file system cannot be mounted")
              .withDetail(e.text().lines().limit(5).toList()),
          e);
    }
  }
}
