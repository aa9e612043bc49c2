package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of an os-release file, see os-release(5).
 *
 * @param fields in the file's order
 */
public record OsRelease(Map<String, String> fields) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public OsRelease {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Reads the file's text; lines that are not assignments are passed over, as readers do. */
  public static OsRelease parse(byte[] content) {
    Map<String, String> fields = new LinkedHashMap<>();
    new String(content, StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              String name = line.substring(0, Math.max(0, equals));
              if (NAME.matcher(name).matches()) {
                fields.put(name, unquote(line.substring(equals + 1)));
              }
            });
    return new OsRelease(fields);
  }

  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** What to call the system, for people. */
  public Optional<String> prettyName() {
    return field("PRETTY_NAME").or(() -> field("NAME"));
  }

  private static String unquote(String value) {
    if (value.length() < 2) {
      return value;
    }
    char quote = value.charAt(0);
    if ((quote != '"' && quote != '\'') || value.charAt(value.length() - 1) != quote) {
      return value;
    }
    String inner = value.substring(1, value.length() - 1);
    return quote == '\'' ? inner : inner.replaceAll("\\\\([\\\\\"$`])", "$1");
  }
}
