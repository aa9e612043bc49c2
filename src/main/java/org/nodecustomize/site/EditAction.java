package org.nodecustomize.site;

import java.util.Optional;
import java.util.regex.Pattern;

/** What an edit does; doing it twice gives the same text. */
public sealed interface EditAction {

  /**
   * A line is there.
   *
   * @param line without a line end
   * @param matching the last line in which this is found becomes {@code line}, others go
   * @param after otherwise it goes below the last line in which this is found, else to the end
   */
  record LinePresent(String line, Optional<Pattern> matching, Optional<Pattern> after)
      implements EditAction {}

  /** No line is exactly this. */
  record LineAbsent(String line) implements EditAction {}

  /** In no line this is found. */
  record MatchAbsent(Pattern pattern) implements EditAction {}

  /**
   * Whatever matches, in each line, is replaced.
   *
   * @param replacement with {@code $1} for groups, as java.util.regex has it
   * @param required whether it is an error that nothing matches
   */
  record Substitute(Pattern pattern, String replacement, boolean required) implements EditAction {}

  /**
   * A key has a value, in a line of its own.
   *
   * @param separator between key and value
   */
  record SetKey(String key, String value, String separator) implements EditAction {}

  /** No line sets the key. */
  record UnsetKey(String key, String separator) implements EditAction {}

  /** A key of a section of an ini file has a value. */
  record SetIniKey(String section, String key, String value) implements EditAction {}

  /** A section of an ini file has no such key. */
  record UnsetIniKey(String section, String key) implements EditAction {}

  /** The file is there and has no content. */
  record Empty() implements EditAction {}
}
