package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.plan.PackageLock;
import org.nodecustomize.site.Stated;

/** A recipe's file with its exact packages: kept to where it exists, written where it does not. */
final class LockFile {
  private static final long LIMIT = 1 << 20;

  private final Stated<Path> place;
  private final boolean anew;
  private final boolean exists;

  /**
   * @param anew the file is not looked at, and is written again
   */
  LockFile(Stated<Path> place, boolean anew) {
    this.place = place;
    this.anew = anew;
    this.exists = Files.exists(place.value());
  }

  /** What speaks against writing it, before anything is done. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    Path file = place.value();
    if (Files.isDirectory(file)) {
      problems.add(place.origin().problem("expected a file but was a directory"));
    } else if (isToBeWritten() && !Files.isWritable(OutputFile.directory(file))) {
      problems.add(
          place
              .origin()
              .problem("cannot be written: no permission in " + OutputFile.directory(file)));
    }
    return problems;
  }

  /** Whether the run writes it. */
  boolean isToBeWritten() {
    return anew || !exists;
  }

  /** The packages to keep to; empty where any may come in. */
  Optional<PackageLock> read() {
    if (isToBeWritten()) {
      return Optional.empty();
    }
    try {
      if (Files.size(place.value()) > LIMIT) {
        throw new UsageException(place.origin().problem("expected at most 1 MiB but is larger"));
      }
      return Optional.of(
          PackageLock.parse(place.value().toString(), Files.readAllLines(place.value())));
    } catch (IOException e) {
      throw new UsageException(place.origin().problem("cannot be read: " + e.getMessage()), e);
    }
  }

  /** Writes it, whole or not at all. One that somebody else made meanwhile is left alone. */
  void write(PackageLock lock, WorkDirectory work, HostContext context) {
    Path file = place.value();
    try (OutputFile target = OutputFile.begin(file, anew, work)) {
      Files.writeString(target.temporary(), lock.text(), StandardCharsets.UTF_8);
      target.publish(context.cancellation());
      context.events().notice("wrote " + file);
    } catch (UsageException e) {
      context.events().warning(file + ": was made by somebody else meanwhile; left alone");
    } catch (IOException e) {
      throw new HostException(
          Problem.at(file.toString(), "the image is written, but this is not: " + e.getMessage()),
          e);
    }
  }
}
