package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.rpm.RpmPackage;

/**
 * The drive that carries packages into the appliance: a read-only squashfs, not compressed, since
 * packages are. Files have names made of what their headers say, so that nothing of the user's file
 * names reaches a shell.
 */
final class PackageDrive {
  /** Directory of the packages that were asked for. */
  static final String GIVEN = "given";

  /** Directory of the packages that may come in as dependencies. */
  static final String REPOSITORY = "repository";

  private final Path stage;

  PackageDrive(WorkDirectory work) {
    this.stage = work.makeDirectory("packages");
    for (String directory : List.of(GIVEN, REPOSITORY)) {
      try {
        Files.createDirectory(stage.resolve(directory));
      } catch (IOException e) {
        throw failure(stage, e);
      }
    }
  }

  /** The directory on this machine that holds the repository's packages. */
  Path repository() {
    return stage.resolve(REPOSITORY);
  }

  /**
   * Takes a package in.
   *
   * @return its path on the drive
   */
  String add(String directory, RpmPackage file) {
    String name = directory + "/" + safe(file.nevra().toString()) + ".rpm";
    Path staged = stage.resolve(name);
    if (Files.exists(staged)) {
      return name;
    }
    try {
      Files.copy(file.path().toRealPath(), staged);
    } catch (IOException e) {
      throw failure(file.path(), e);
    }
    return name;
  }

  /** The private copy of a package on this machine that goes on the drive. */
  Path staged(String name) {
    return stage.resolve(name);
  }

  /** Makes the squashfs. */
  Path make(WorkDirectory work, HostProgram programs) {
    Path drive = work.resolve("packages.squashfs");
    List<String> command =
        new ArrayList<>(List.of("mksquashfs", stage.toString(), drive.toString()));
    command.addAll(
        List.of(
            "-noappend", "-noI", "-noD", "-noF", "-noX", "-no-progress", "-quiet", "-all-root"));
    ProgramResult result = programs.run(command, Duration.ofMinutes(30));
    if (!result.succeeded()) {
      throw new HostException(
          Problem.of("mksquashfs failed on the packages (exit code " + result.exitCode() + ")")
              .withDetail(result.tail(5)));
    }
    return drive;
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._+~^:-]", "_").replace(':', '_');
  }

  private static HostException failure(Path path, IOException e) {
    return new HostException(Problem.at(path.toString(), "cannot be copied: " + e.getMessage()), e);
  }
}
