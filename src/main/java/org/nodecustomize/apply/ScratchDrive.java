package org.nodecustomize.apply;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/**
 * A sparse ext4 drive for what a run writes inside the appliance besides the image: caches, logs,
 * temporary files. It costs only the blocks that are written.
 */
final class ScratchDrive {
  private static final long SIZE = 16L << 30;

  private ScratchDrive() {}

  /** Makes the drive in the work directory, with an empty directory {@code packages}. */
  static Path make(WorkDirectory work, HostProgram programs) {
    return make("scratch", List.of("packages"), work, programs);
  }

  /** Makes an empty drive of the same kind. */
  static Path makeEmpty(String name, WorkDirectory work, HostProgram programs) {
    return make(name, List.of(), work, programs);
  }

  private static Path make(
      String name, List<String> directories, WorkDirectory work, HostProgram programs) {
    Path content = work.makeDirectory(name);
    Path drive = work.resolve(name + ".raw");
    try {
      for (String directory : directories) {
        Files.createDirectory(content.resolve(directory));
      }
      try (RandomAccessFile file = new RandomAccessFile(drive.toFile(), "rw")) {
        file.setLength(SIZE);
      }
    } catch (IOException e) {
      throw new HostException(
          Problem.at(work.path().toString(), "cannot be written: " + e.getMessage()), e);
    }
    ProgramResult result =
        programs.run(
            List.of(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-b",
                "4096",
                "-m",
                "0",
                "-O",
                "^has_journal",
                "-E",
                "root_owner=0:0,lazy_itable_init=1",
                "-d",
                content.toString(),
                drive.toString()),
            Duration.ofMinutes(2));
    if (result.tail(5).stream().anyMatch(line -> line.contains("No space left"))) {
      throw new HostException(
          Problem.at(work.path().toString(), "no space left on the disk")
              .withHint(HostException.MORE_ROOM));
    }
    if (!result.succeeded()) {
      throw new HostException(
          Problem.of("mke2fs failed (exit code " + result.exitCode() + ")")
              .withDetail(result.tail(5)));
    }
    return drive;
  }
}
