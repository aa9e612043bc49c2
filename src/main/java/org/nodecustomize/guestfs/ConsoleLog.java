package org.nodecustomize.guestfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;

/**
 * What the appliance's console and the library say: cut into lines, told as events, the last ones
 * kept for the case that the launch fails.
 */
final class ConsoleLog {
  private static final int KEPT_LINES = 200;
  private static final int LINE_LIMIT = 4096;

  private final Events events;
  private final Deque<String> kept = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile long lastActivity = System.nanoTime();
  private volatile Predicate<String> interceptor = text -> false;

  ConsoleLog(Events events) {
    this.events = events;
  }

  /** The appliance is alive although it says nothing. */
  void active() {
    lastActivity = System.nanoTime();
  }

  /** When something was heard last, as {@link System#nanoTime}. */
  long lastActivity() {
    return lastActivity;
  }

  /** A piece of the console, which may end in the middle of a line. */
  void console(byte[] bytes) {
    active();
    for (byte b : bytes) {
      if (b == '\n') {
        endLine();
      } else if (b != '\r' && line.size() < LINE_LIMIT) {
        line.write(b);
      }
    }
  }

  /** A whole message of the library. */
  void message(String text) {
    active();
    text.lines().forEach(this::tell);
  }

  /** Ends an unfinished line, so that it is neither lost nor joined with what comes later. */
  void flush() {
    if (line.size() > 0) {
      endLine();
    }
  }

  /** Has {@code taker} see each line first; a line that it takes goes no further. */
  void intercept(Predicate<String> taker) {
    interceptor = taker;
  }

  /** The last lines, at most {@code count}. */
  List<String> tail(int count) {
    synchronized (kept) {
      List<String> all = new ArrayList<>(kept);
      return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
    }
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    tell(text);
  }

  private void tell(String raw) {
    String text = printable(raw);
    if (text.isBlank() || interceptor.test(text)) {
      return;
    }
    synchronized (kept) {
      kept.addLast(text);
      if (kept.size() > KEPT_LINES) {
        kept.removeFirst();
      }
    }
    events.accept(new Event.LogLine("appliance", text));
  }

  /** The text without terminal control: the firmware clears the screen and sets modes. */
  private static String printable(String text) {
    return text.replaceAll("\u001b\\[[0-9;?=]*[A-Za-z]|\u001bc", "")
        .replaceAll("[\\p{Cntrl}&&[^\t]]", "");
  }
}
