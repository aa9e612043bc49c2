package org.nodecustomize.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes as people type it: {@code 512}, {@code 128K}, {@code 5G}, {@code +1G}.
 *
 * @param relative whether it began with a plus sign
 */
record ByteSize(long bytes, boolean relative) {
  private static final String UNITS = " KMGT";
  private static final Pattern FORM = Pattern.compile("(\\+?)([0-9]{1,12})\\s*([KMGT]?)(?:I?B)?");

  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "expected a size like 128K, 5G or +1G but was \"" + text + "\"");
    }
    int shift =
        switch (matcher.group(3)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          case "T" -> 40;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(2));
    if (number > Long.MAX_VALUE >> shift || number << shift > 1L << 50) {
      throw new TypeConversionException(
          "expected a size of at most 1024T but was \"" + text + "\"");
    }
    return new ByteSize(number << shift, !matcher.group(1).isEmpty());
  }

  /** As it can be typed, in the largest unit that is exact. */
  @Override
  public String toString() {
    int unit = 0;
    long number = bytes;
    while (unit < UNITS.length() - 1 && number != 0 && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return (relative ? "+" : "") + number + UNITS.substring(unit, unit + 1).strip();
  }
}
