package org.nodecustomize.report;

import java.nio.file.Path;

/** The result of making an image. */
public final class CreateReports {
  private CreateReports() {}

  /** For programs. */
  public static String json(Path output, long size) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("output", output.toString());
          json.writeNumberField("outputSize", size);
          json.writeEndObject();
        });
  }
}
