package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.ContentSource;

/** Files and names that a command line gives, as recipes have them. */
final class HostFiles {
  private static final int TEXT_LIMIT = 1 << 20;

  private HostFiles() {}

  /**
   * A file of this machine.
   *
   * @throws UsageException if it cannot be read
   */
  static ContentSource source(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          Problem.at(file.toString(), Files.exists(file) ? "not a regular file" : "no such file"));
    }
    if (!Files.isReadable(file)) {
      throw new UsageException(Problem.at(file.toString(), "permission denied"));
    }
    try {
      return new ContentSource.HostFile(
          file.toAbsolutePath(), Files.size(file), Files.isExecutable(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static boolean isExecutable(Path file) {
    return Files.isExecutable(file);
  }

  static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new UsageException(
          Problem.at(
              directory.toString(),
              Files.exists(directory) ? "not a directory" : "no such directory"));
    }
  }

  /** The lines of a small text file that are neither blank nor a comment. */
  static List<String> lines(Path file) {
    try {
      if (Files.size(file) > TEXT_LIMIT) {
        throw new UsageException(
            Problem.at(file.toString(), "expected at most 1 MiB of text but is larger"));
      }
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The last part of a path. */
  static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  /** A user or group by name or number. */
  static AccountRef account(String word) {
    return word.matches("[0-9]{1,10}")
        ? new AccountRef.Numbered(Long.parseLong(word))
        : new AccountRef.Named(word);
  }

  private static UsageException unreadable(Path file, IOException e) {
    return new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
  }
}
