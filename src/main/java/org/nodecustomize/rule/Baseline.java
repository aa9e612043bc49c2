package org.nodecustomize.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Why a finding of a baseline is accepted. */
  static final String ACCEPTED = "is in the baseline";

  private Baseline() {}

  /** How a finding is spelled. */
  static String key(Finding finding) {
    StringBuilder key = new StringBuilder(finding.rule() + " ");
    finding
        .path()
        .codePoints()
        .forEach(
            c -> {
              // What ends a line, and bytes that are no UTF-8, which no text file can hold.
              boolean plain =
                  !Character.isISOControl(c)
                      && Character.getType(c) != Character.SURROGATE
                      && c != 0x2028
                      && c != 0x2029;
              key.append(plain ? Character.toString(c) : "\\u{%04x}".formatted(c));
            });
    return key.toString();
  }

  /**
   * The text of a file that accepts every finding of a result; those that a baseline accepted stay
   * accepted, those that a waiver accepts do not outlive it.
   */
  public static String text(CheckResult result) {
    return HEADING
        + Stream.concat(
                result.results().stream().flatMap(one -> one.findings().stream()),
                result.waived().stream()
                    .filter(one -> one.reason().equals(ACCEPTED))
                    .map(CheckResult.WaivedFinding::finding))
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
