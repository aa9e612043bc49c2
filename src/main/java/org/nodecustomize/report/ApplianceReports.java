package org.nodecustomize.report;

import java.util.Locale;
import org.nodecustomize.guestfs.FastAppliance;

/** The state of the program's own appliance, as text and JSON. */
public final class ApplianceReports {
  private ApplianceReports() {}

  /** For people. */
  public static String text(FastAppliance.Status status) {
    return switch (status.state()) {
      case READY ->
          "ready: %s (%s)%n".formatted(status.directory(), ByteSizes.text(status.bytes()));
      case ABSENT ->
          "not built; 'node-customize appliance build' or the first run by emulation builds it%n"
              .formatted();
      case REFUSED ->
          "not used: %s%n  'node-customize appliance build' makes it anew%n"
              .formatted(status.detail());
      case IMPOSSIBLE -> "cannot be built: %s%n".formatted(status.detail());
    };
  }

  /** For programs. */
  public static String json(FastAppliance.Status status) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
          json.writeStringField("directory", status.directory().toString());
          json.writeStringField("detail", status.detail());
          json.writeNumberField("bytes", status.bytes());
          json.writeEndObject();
        });
  }
}
