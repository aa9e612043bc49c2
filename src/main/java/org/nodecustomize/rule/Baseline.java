package org.nodecustomize.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/**
 * Findings that are accepted as they are: a text file with the rule and the path of each, so that a
 * check reports only what is new.
 */
public final class Baseline {
  /** Bytes. */
  private static final long LIMIT = 16 << 20;

  private static final String HEADING =
      "# Findings that are accepted as they are; made by node-customize check --write-baseline.\n";

  private Baseline() {}

  /** How a finding is spelled. */
  static String key(Finding finding) {
    return finding.rule() + " " + finding.path().replace('\n', ' ');
  }

  /** The text of a file that accepts every finding of a result. */
  public static String text(CheckResult result) {
    return HEADING
        + result.results().stream()
            .flatMap(one -> one.findings().stream())
            .map(finding -> key(finding) + "\n")
            .sorted()
            .distinct()
            .collect(Collectors.joining());
  }

  /**
   * Reads a file.
   *
   * @throws UsageException if it cannot be read
   */
  public static Set<String> read(Path file) {
    try {
      if (Files.size(file) > LIMIT) {
        throw new UsageException(Problem.at(file.toString(), "larger than " + LIMIT + " bytes"));
      }
      return Files.readString(file)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (NoSuchFileException e) {
      throw new UsageException(Problem.at(file.toString(), "no such file"), e);
    } catch (IOException e) {
      throw new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }
}
