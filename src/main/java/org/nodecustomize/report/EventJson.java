package org.nodecustomize.report;

import java.util.List;
import java.util.Locale;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;

/** Events and problems as JSON, one object a line. */
public final class EventJson {
  private EventJson() {}

  /** An event. */
  public static String line(Event event) {
    return JsonText.line(
        json -> {
          json.writeStartObject();
          if (event instanceof Event.StageStarted started) {
            json.writeStringField("event", "stage-started");
            json.writeStringField("stage", id(started.stage()));
          } else if (event instanceof Event.StageAdvanced advanced) {
            json.writeStringField("event", "stage-advanced");
            json.writeStringField("stage", id(advanced.stage()));
            json.writeNumberField("done", advanced.done());
            json.writeNumberField("total", advanced.total());
          } else if (event instanceof Event.StageFinished finished) {
            json.writeStringField("event", "stage-finished");
            json.writeStringField("stage", id(finished.stage()));
            json.writeNumberField("seconds", finished.took().toMillis() / 1000.0);
          } else if (event instanceof Event.Notice notice) {
            json.writeStringField("event", "notice");
            json.writeStringField("text", notice.text());
          } else if (event instanceof Event.Warning warning) {
            json.writeStringField("event", "warning");
            json.writeStringField("text", warning.text());
          } else if (event instanceof Event.LogLine log) {
            json.writeStringField("event", "log");
            json.writeStringField("source", log.source());
            json.writeStringField("text", log.text());
          } else {
            throw new IllegalStateException("no JSON for " + event);
          }
          json.writeEndObject();
        });
  }

  /** What a run failed with. */
  public static String failure(ExitCode code, List<Problem> problems) {
    return JsonText.line(
        json -> {
          json.writeStartObject();
          json.writeStringField("event", "failed");
          json.writeNumberField("exitCode", code.code());
          json.writeArrayFieldStart("problems");
          for (Problem problem : problems) {
            json.writeStartObject();
            if (problem.where().isPresent()) {
              json.writeStringField("where", problem.where().get());
            }
            json.writeStringField("message", problem.message());
            ChangeReports.strings(json, "detail", problem.detail());
            if (problem.hint().isPresent()) {
              json.writeStringField("hint", problem.hint().get());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static String id(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
