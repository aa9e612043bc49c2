package org.nodecustomize.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Another compressor for the whole output, as the user typed it: {@code xz:block=1M,bcj=x86}.
 *
 * @param arguments what mksquashfs is given
 */
public record Recompression(List<String> arguments) {
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "xz", Set.of("block", "bcj", "dict"),
          "zstd", Set.of("block", "level"),
          "gzip", Set.of("block", "level"),
          "lz4", Set.of("block", "hc"));

  public Recompression {
    arguments = List.copyOf(arguments);
  }

  /**
   * Reads {@code COMPRESSOR[:option=value,…]}.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static Recompression parse(String text) {
    String[] parts = text.split(":", 2);
    String compressor = parts[0].toLowerCase(Locale.ROOT);
    Set<String> known = OPTIONS.get(compressor);
    if (known == null) {
      throw new IllegalArgumentException(
          "expected one of xz, zstd, gzip, lz4 but was \"" + parts[0] + "\"");
    }
    List<String> arguments = new ArrayList<>(List.of("-comp", compressor));
    if (parts.length == 2) {
      for (String option : parts[1].split(",", -1)) {
        String[] pair = option.split("=", 2);
        if (!known.contains(pair[0])) {
          throw new IllegalArgumentException(
              "expected options "
                  + String.join(", ", known.stream().sorted().toList())
                  + " of "
                  + compressor
                  + " but was \""
                  + pair[0]
                  + "\"");
        }
        arguments.addAll(argument(pair[0], pair.length == 2 ? pair[1] : ""));
      }
    }
    return new Recompression(arguments);
  }

  private static List<String> argument(String option, String value) {
    String form =
        switch (option) {
          case "block" -> "4K|8K|16K|32K|64K|128K|256K|512K|1M";
          case "bcj" -> "x86|powerpc|arm|armthumb|ia64|sparc";
          case "dict" -> "[1-9][0-9]{0,2}%|[1-9][0-9]{0,6}K?";
          case "level" -> "[1-9]|1[0-9]|2[0-2]";
          default -> "";
        };
    if (!value.matches(form)) {
      throw new IllegalArgumentException(
          "expected "
              + option
              + (form.isEmpty() ? " without a value" : "=" + form)
              + " but was \""
              + value
              + "\"");
    }
    return switch (option) {
      case "block" -> List.of("-b", value);
      case "bcj" -> List.of("-Xbcj", value);
      case "dict" -> List.of("-Xdict-size", value);
      case "level" -> List.of("-Xcompression-level", value);
      default -> List.of("-Xhc");
    };
  }
}
