package org.nodecustomize.cli;

import picocli.CommandLine.TypeConversionException;

/**
 * Permissions as people type them: {@code 644}, {@code 0755}, {@code 4755}.
 *
 * @param bits the lower 12 bits of {@code st_mode}
 */
record FileMode(int bits) {

  static FileMode parse(String text) {
    if (!text.matches("[0-7]{3,5}") || Integer.parseInt(text, 8) > 07777) {
      throw new TypeConversionException(
          "expected permissions in octal like 0644 but was \"" + text + "\"");
    }
    return new FileMode(Integer.parseInt(text, 8));
  }
}
