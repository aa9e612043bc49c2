package org.nodecustomize.report;

import java.nio.file.Path;

/** The result of reading a container to its end. */
public final class VerifyReports {
  private VerifyReports() {}

  /** For programs; a damaged image is told as a failure instead. */
  public static String json(Path image, long bytes) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("image", image.toString());
          json.writeBooleanField("sound", true);
          json.writeNumberField("bytesRead", bytes);
          json.writeEndObject();
        });
  }
}
