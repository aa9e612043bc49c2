package org.nodecustomize.rpm;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/**
 * The installable packages in a directory.
 *
 * @param packages in the order of their paths; source and delta packages are left out
 * @param problems one for each file called {@code *.rpm} that cannot be used
 */
public record RpmDirectory(List<RpmPackage> packages, List<Problem> problems) {
  /** Enough for {@code BaseOS/Packages/a/a.rpm}; a whole mirror is a mistake. */
  private static final int MAX_DEPTH = 4;

  private static final int MAX_FILES = 100_000;

  public RpmDirectory {
    packages = List.copyOf(packages);
    problems = List.copyOf(problems);
  }

  /**
   * Reads the files called {@code *.rpm} at most four directories deep. Symbolic links to directories
   * are not followed, those to files only where they stay below the directory; a file that is there
   * by several names is read once.
   *
   * @throws UsageException if it is not a directory or cannot be read
   * @throws OperationException if it has more than 100,000 files
   */
  public static RpmDirectory read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new UsageException(
          Problem.at(
              directory.toString(),
              Files.exists(directory) ? "is not a directory" : "does not exist"));
    }
    List<RpmPackage> packages = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    try {
      Finder finder = new Finder(directory);
      Files.walkFileTree(directory, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, finder);
      for (Path file : finder.found.values()) {
        read(file, packages, problems);
      }
      problems.addAll(finder.problems);
    } catch (IOException e) {
      throw new UsageException(
          Problem.at(directory.toString(), "cannot be read: " + e.getMessage()), e);
    }
    return new RpmDirectory(packages, problems);
  }

  private static void read(Path file, List<RpmPackage> packages, List<Problem> problems) {
    try {
      RpmPackage read = RpmPackage.read(file);
      if (read.kind() == RpmFile.Kind.BINARY) {
        packages.add(read);
      }
    } catch (OperationException e) {
      problems.addAll(e.problems());
    } catch (UsageException e) {
      problems.addAll(e.problems());
    }
  }

  /** Collects the paths to read, by their real path. */
  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path directory;
    private final Path real;
    private final Map<Path, Path> found = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int visited;

    Finder(Path directory) throws IOException {
      this.directory = directory;
      this.real = directory.toRealPath();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      visited++;
      if (visited > MAX_FILES) {
        throw new OperationException(
            Problem.at(directory.toString(), "has more than 100,000 files")
                .withHint("name a directory that has only the packages needed"));
      }
      if (file.getFileName().toString().endsWith(".rpm")
          && (attributes.isRegularFile() || attributes.isSymbolicLink())) {
        add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    private void add(Path file) {
      try {
        Path target = file.toRealPath();
        if (!target.startsWith(real)) {
          problem(file, "is a link that leaves the directory");
        } else if (Files.isRegularFile(target)) {
          found.merge(target, file, (a, b) -> a.compareTo(b) <= 0 ? a : b);
        }
      } catch (IOException e) {
        problem(file, "cannot be read: " + e.getMessage());
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException reason) {
      problem(file, "cannot be read: " + reason.getMessage());
      return FileVisitResult.CONTINUE;
    }

    private void problem(Path file, String message) {
      problems.add(Problem.at(file.toString(), message));
    }
  }
}
