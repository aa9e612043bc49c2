package org.nodecustomize.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file in a changed image that says what was done to it: one JSON object a line, oldest first,
 * so that a run adds to it and never rewrites it.
 */
public final class ImageRecord {
  /** Where the file is in the image. */
  public static final String DIRECTORY = "/usr/share/node-customize";

  /** Its path. */
  public static final String FILE = DIRECTORY + "/changes.jsonl";

  /** The key of what tells that a step was done already. */
  static final String ONCE = "once";

  private static final int MOST_LINE = 4 << 20;

  private ImageRecord() {}

  /**
   * Whether the record of an image has a step that is done only once.
   *
   * @param once hexadecimal digits, as in {@link ChangeRecord.DoneStep}
   */
  public static boolean holds(String text, String once) {
    return text.contains("\"" + ONCE + "\":\"" + once + "\"");
  }

  /**
   * What the record of an image tells of its last change.
   *
   * @param changes how many there were
   * @param tool program and version
   * @param operation the command
   * @param base sha256 of the image file that was changed, in hex; empty where it was not taken
   */
  public record Last(
      int changes, String tool, String time, String operation, Optional<String> base) {}

  /**
   * Reads a record. Anybody can write to an image, so what is no record of ours tells nothing.
   *
   * @param text of {@link #FILE}
   */
  public static Optional<Last> last(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || lines.get(lines.size() - 1).length() > MOST_LINE) {
      return Optional.empty();
    }
    return JsonFields.of(lines.get(lines.size() - 1))
        .map(
            fields ->
                new Last(
                    lines.size(),
                    plain(fields, "/tool"),
                    plain(fields, "/time"),
                    plain(fields, "/change/operation"),
                    Optional.ofNullable(fields.get("/change/base"))
                        .filter(base -> base.matches("[0-9a-f]{64}"))));
  }

  private static String plain(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(text -> text.matches("[ -~]{1,200}"))
        .orElse("unknown");
  }

  /** The line for a change, with its line end. */
  public static String line(ChangeRecord record, String toolVersion, Instant time) {
    return JsonText.line(
            json -> {
              json.writeStartObject();
              json.writeStringField("tool", "node-customize " + toolVersion);
              json.writeStringField("time", time.toString());
              json.writeFieldName("change");
              ChangeReports.write(json, record);
              json.writeEndObject();
            })
        + "\n";
  }
}
