package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Why a path is as it is, as text and JSON. */
public final class WhyReports {
  private WhyReports() {}

  /** For people: the path, then one line for each thing that is known of it. */
  public static String text(WhyReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(report.path() + ": " + report.state().orElse("was removed"));
    report.owner().ifPresent(owner -> owner(owner, lines));
    report
        .copy()
        .ifPresent(
            copy ->
                lines.add(
                    "  pristine copy of %s, %s"
                        .formatted(
                            copy.original(),
                            copy.same() ? "which is the same" : "which is another")));
    report.causes().forEach(cause -> lines.add("  " + line(cause)));
    report.originals().forEach(cause -> lines.add("  its original: " + line(cause)));
    report
        .below()
        .ifPresent(
            below ->
                lines.add(
                    "  in it: %d of recorded changes, %d of packages, %d pristine copies, %d others"
                        .formatted(
                            below.changed(), below.packaged(), below.copies(), below.others())));
    if (isUnexplained(report)) {
      String itself = report.below().isPresent() ? "itself " : "";
      lines.add(
          report.recorded()
              ? "  "
                  + itself
                  + "as in the base image: no package has it, and no recorded change names it"
              : "  no package has it, and the image has no record of changes");
    }
    return TextLines.of(lines);
  }

  private static boolean isUnexplained(WhyReport report) {
    return report.owner().isEmpty()
        && report.copy().isEmpty()
        && report.causes().isEmpty()
        && report.originals().isEmpty();
  }

  private static void owner(WhyReport.Owner owner, List<String> lines) {
    lines.add(
        "  of package %s, %s"
            .formatted(
                owner.nevra(),
                owner.differences().isEmpty()
                    ? "as it brought it"
                    : "but with other " + String.join(", ", owner.differences())));
    owner.runs().forEach(run -> lines.add("  the package: " + line(run)));
  }

  private static String line(Causes.Cause cause) {
    return "%s, %s: %s%s"
        .formatted(
            cause.operation(),
            cause.time(),
            cause.text(),
            cause.where().isEmpty() ? "" : " (" + cause.where() + ")");
  }

  /**
   * For programs. An object with {@code image}, {@code path}, {@code state} (null for what was
   * removed), {@code package} (null, or {@code nevra, differences, causes}), {@code copyOf} (null, or
   * {@code path, same}), {@code causes} and {@code originalCauses} of {@code kind, operation, time,
   * text, where}, {@code below} (null, or {@code changed, packaged, copies, others}), {@code
   * recorded}.
   */
  public static String json(WhyReport report) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("image", report.image().toString());
          json.writeStringField("path", report.path());
          if (report.state().isPresent()) {
            json.writeStringField("state", report.state().get());
          } else {
            json.writeNullField("state");
          }
          if (report.owner().isPresent()) {
            WhyReport.Owner owner = report.owner().get();
            json.writeObjectFieldStart("package");
            json.writeStringField("nevra", owner.nevra());
            ChangeReports.strings(json, "differences", owner.differences());
            causes(json, "causes", owner.runs());
            json.writeEndObject();
          } else {
            json.writeNullField("package");
          }
          if (report.copy().isPresent()) {
            json.writeObjectFieldStart("copyOf");
            json.writeStringField("path", report.copy().get().original());
            json.writeBooleanField("same", report.copy().get().same());
            json.writeEndObject();
          } else {
            json.writeNullField("copyOf");
          }
          causes(json, "causes", report.causes());
          causes(json, "originalCauses", report.originals());
          if (report.below().isPresent()) {
            WhyReport.Below below = report.below().get();
            json.writeObjectFieldStart("below");
            json.writeNumberField("changed", below.changed());
            json.writeNumberField("packaged", below.packaged());
            json.writeNumberField("copies", below.copies());
            json.writeNumberField("others", below.others());
            json.writeEndObject();
          } else {
            json.writeNullField("below");
          }
          json.writeBooleanField("recorded", report.recorded());
          json.writeEndObject();
        });
  }

  private static void causes(JsonGenerator json, String name, List<Causes.Cause> causes)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Causes.Cause cause : causes) {
      write(json, cause);
    }
    json.writeEndArray();
  }

  static void write(JsonGenerator json, Causes.Cause cause) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", cause.kind().id());
    json.writeStringField("operation", cause.operation());
    json.writeStringField("time", cause.time());
    json.writeStringField("text", cause.text());
    json.writeStringField("where", cause.where());
    json.writeEndObject();
  }
}
