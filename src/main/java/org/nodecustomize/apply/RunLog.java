package org.nodecustomize.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;

/** What a run told, kept for the case that it fails; passes everything on. Thread-safe. */
final class RunLog implements Events {
  private static final int MOST_LINES = 100_000;
  private static final int MOST_LINE = 8192;

  private final Events next;
  private final Deque<String> lines = new ArrayDeque<>();

  RunLog(Events next) {
    this.next = next;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.LogLine line) {
      add(line.source() + ": " + line.text());
    } else if (event instanceof Event.Notice notice) {
      add("note: " + notice.text());
    } else if (event instanceof Event.Warning warning) {
      add("warning: " + warning.text());
    } else if (event instanceof Event.StageStarted stage) {
      add("stage " + stage.stage().name().toLowerCase(Locale.ROOT));
    }
    next.accept(event);
  }

  private synchronized void add(String line) {
    if (lines.size() == MOST_LINES) {
      lines.removeFirst();
    }
    lines.add(line.length() > MOST_LINE ? line.substring(0, MOST_LINE) : line);
  }

  /** The last lines, oldest first. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
