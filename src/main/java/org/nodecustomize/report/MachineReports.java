package org.nodecustomize.report;

import java.util.List;
import java.util.Locale;

/** What this machine has and lacks, as text and JSON. */
public final class MachineReports {
  private MachineReports() {}

  /** For people. */
  public static String text(List<MachineCheck> checks) {
    StringBuilder text = new StringBuilder();
    for (MachineCheck check : checks) {
      text.append("%-8s %-16s %s%n".formatted(word(check.state()), check.name(), check.finding()));
      check.fix().ifPresent(fix -> text.append("%-25s fix: %s%n".formatted("", fix)));
    }
    return text.toString();
  }

  /** For programs. */
  public static String json(List<MachineCheck> checks) {
    return JsonText.pretty(
        json -> {
          json.writeStartArray();
          for (MachineCheck check : checks) {
            json.writeStartObject();
            json.writeStringField("name", check.name());
            json.writeStringField("state", check.state().name().toLowerCase(Locale.ROOT));
            json.writeStringField("finding", check.finding());
            if (check.fix().isPresent()) {
              json.writeStringField("fix", check.fix().get());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static String word(MachineCheck.State state) {
    return switch (state) {
      case OK -> "ok";
      case WARNING -> "warning";
      case MISSING -> "MISSING";
    };
  }
}
