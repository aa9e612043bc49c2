package org.nodecustomize.apply;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/**
 * The time that an output carries: {@code SOURCE_DATE_EPOCH} where it is set, see
 * reproducible-builds.org/specs/source-date-epoch.
 */
final class SourceDate {
  private SourceDate() {}

  /**
   * Seconds since 1970; empty where the variable is not set.
   *
   * @throws UsageException if it is no number
   */
  static OptionalLong fromEnvironment() {
    return parse(Optional.ofNullable(System.getenv("SOURCE_DATE_EPOCH")));
  }

  /** The same for a value of the variable. */
  static OptionalLong parse(Optional<String> value) {
    if (value.isEmpty() || value.get().isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().matches("[0-9]{1,12}")) {
      throw new UsageException(
          Problem.at(
              "SOURCE_DATE_EPOCH", "expected seconds since 1970 but was \"" + value.get() + "\""));
    }
    return OptionalLong.of(Long.parseLong(value.get()));
  }

  /** That time, or now. */
  static Instant now() {
    OptionalLong fixed = fromEnvironment();
    return fixed.isPresent() ? Instant.ofEpochSecond(fixed.getAsLong()) : Instant.now();
  }
}
