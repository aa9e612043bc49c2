package org.nodecustomize.report;

import java.time.Instant;

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

  private ImageRecord() {}

  /**
   * Whether the record of an image has a step that is done only once.
   *
   * @param once hexadecimal digits, as in {@link ChangeRecord.DoneStep}
   */
  public static boolean holds(String text, String once) {
    return text.contains("\"" + ONCE + "\":\"" + once + "\"");
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
