package org.nodecustomize.site;

import java.util.Optional;

/**
 * What a system is called and how it speaks.
 *
 * @param timezone a name of the tz database
 * @param locale the value of {@code LANG}
 * @param keymap of the console
 * @param motd the message of the day
 */
public record Settings(
    Optional<Stated<String>> hostname,
    Optional<Stated<String>> timezone,
    Optional<Stated<String>> locale,
    Optional<Stated<String>> keymap,
    Optional<Ntp> ntp,
    Optional<Stated<ContentSource>> motd) {

  /** No wish. */
  public static final Settings NONE =
      new Settings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
