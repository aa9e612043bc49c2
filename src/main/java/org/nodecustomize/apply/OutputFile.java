package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.proc.Cancellation;

/**
 * An output that appears whole or not at all: it is written under a name of its own in the output's
 * directory, brought to the disk, and renamed.
 */
final class OutputFile implements AutoCloseable {
  private static final String MARK = ".node-customize-";
  private static final String SUFFIX = ".part";
  private static final int START = 40;

  private final Path target;
  private final Path temporary;
  private final boolean replace;

  private OutputFile(Path target, Path temporary, boolean replace) {
    this.target = target;
    this.temporary = temporary;
    this.replace = replace;
  }

  /** What speaks against writing there, before anything is done; empty where nothing does. */
  static List<Problem> problems(Path target, boolean replace) {
    List<Problem> problems = new ArrayList<>();
    String name = target.toString();
    if (Files.isDirectory(target)) {
      problems.add(Problem.at(name, "expected a file to write but was a directory"));
    } else if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !replace) {
      problems.add(
          Problem.at(name, "exists already")
              .withHint("replace it with --force, or choose another name with -o FILE"));
    }
    Path directory = directory(target);
    if (!Files.isDirectory(directory)) {
      problems.add(
          Problem.at(directory.toString(), "no such directory")
              .withHint("make it: mkdir -p " + directory));
    } else if (!Files.isWritable(directory)) {
      problems.add(
          Problem.at(directory.toString(), "the output directory is not writable")
              .withHint("choose another one with -o FILE"));
    }
    return problems;
  }

  /**
   * Chooses the temporary name; nothing is written yet.
   *
   * @param replace whether an existing file is replaced; where it is a link, the file it leads to
   * @param work remembers the name, so that the next run removes what a killed one left
   */
  static OutputFile begin(Path target, boolean replace, WorkDirectory work) {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    Path place = replace ? linked(target) : target;
    Path temporary =
        directory(place)
            .resolve("." + start(place) + MARK + HexFormat.of().formatHex(random) + SUFFIX);
    work.rememberUnfinished(temporary);
    return new OutputFile(place, temporary, replace);
  }

  /** A link stays; what it leads to is replaced. */
  private static Path linked(Path target) {
    try {
      return Files.isSymbolicLink(target) ? target.toRealPath() : target;
    } catch (IOException e) {
      // A link to nowhere can only be replaced itself.
      return target;
    }
  }

  /** Names of 255 bytes are allowed, and the temporary one is longer than the output's. */
  private static String start(Path target) {
    String name = String.valueOf(target.getFileName());
    return name.substring(0, Math.min(name.length(), START));
  }

  /** Whether a path is one that {@link #begin} chose. */
  static boolean isTemporary(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".") && name.contains(MARK) && name.endsWith(SUFFIX);
  }

  /** Where to write. */
  Path temporary() {
    return temporary;
  }

  /**
   * Makes the output appear.
   *
   * @param cancellation ends this as long as the output has not appeared
   * @throws HostException if the disk fails
   * @throws UsageException if meanwhile somebody else made a file of that name
   * @throws RunInterruptedException if the run is to stop; there is no output then
   */
  void publish(Cancellation cancellation) {
    force(temporary, StandardOpenOption.WRITE);
    cancellation.commit(this::appear);
    force(directory(target), StandardOpenOption.READ);
  }

  private void force(Path path, StandardOpenOption option) {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void appear() {
    try {
      if (replace) {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        // A hard link fails where the name is taken, which a rename does not.
        linkOrMove();
      }
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          Problem.at(target.toString(), "was made by somebody else meanwhile")
              .withHint("replace it with --force"),
          e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private HostException failed(IOException e) {
    return new HostException(
        Problem.at(target.toString(), "cannot be written: " + e.getMessage()), e);
  }

  private void linkOrMove() throws IOException {
    try {
      Files.createLink(target, temporary);
      Files.delete(temporary);
    } catch (UnsupportedOperationException e) {
      Files.move(temporary, target);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      // Some file systems have no hard links; the check for an existing file is then the one above.
      Files.move(temporary, target);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The work directory remembers the name.
      return;
    }
  }

  static Path directory(Path target) {
    Path parent = target.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }
}
