package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

  private static final int NAME_LENGTH = 200;

  private final Path stage;
  private final Map<String, String> names = new HashMap<>();
  private final Function<RpmPackage, PackageSource> sources;

  /**
   * @param sources tells where a package's file comes from
   */
  PackageDrive(WorkDirectory work, Function<RpmPackage, PackageSource> sources) {
    this.sources = sources;
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
    String key = directory + "/" + file.nevra();
    String known = names.get(key);
    if (known != null) {
      return known;
    }
    String name = unusedName(directory, safe(file.nevra().toString()));
    names.put(key, name);
    Path staged = stage.resolve(name);
    try {
      sources.apply(file).copy(file, staged);
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

  /** Two packages whose names differ only in what file names may not have must not become one. */
  private String unusedName(String directory, String safe) {
    String name = directory + "/" + safe + ".rpm";
    for (int i = 2; names.containsValue(name); i++) {
      name = directory + "/" + safe + "-" + i + ".rpm";
    }
    return name;
  }

  /** File systems hold names of 255 bytes; the headers of packages hold longer ones. */
  private static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._+~^-]", "_");
    return safe.substring(0, Math.min(safe.length(), NAME_LENGTH));
  }

  private static HostException failure(Path path, IOException e) {
    return new HostException(Problem.at(path.toString(), "cannot be copied: " + e.getMessage()), e);
  }
}
