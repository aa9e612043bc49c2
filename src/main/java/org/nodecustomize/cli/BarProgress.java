package org.nodecustomize.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;

/** One line that is overwritten: stage, bar, percentage and seconds; a line stays for each stage. */
final class BarProgress implements ProgressView {
  private static final int BAR = 24;
  private static final int TITLE = 24;
  private static final long TICK_MILLISECONDS = 250;

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private final Timer timer = new Timer("progress", true);
  private @Nullable Stage stage;
  private long started;
  private long done;
  private long total;
  private boolean drawn;
  private boolean ended;

  BarProgress(PrintStream err) {
    this(err, System::nanoTime);
  }

  BarProgress(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            draw();
          }
        },
        TICK_MILLISECONDS,
        TICK_MILLISECONDS);
  }

  @Override
  public synchronized void accept(Event event) {
    if (event instanceof Event.StageStarted begun) {
      stage = begun.stage();
      started = nanoTime.getAsLong();
      done = 0;
      total = 0;
      draw();
    } else if (event instanceof Event.StageAdvanced advanced) {
      done = advanced.done();
      total = advanced.total();
    } else if (event instanceof Event.StageFinished finished) {
      erase();
      err.printf(
          Locale.ROOT,
          "%-" + TITLE + "s %6.1f s%n",
          finished.stage().title(),
          finished.took().toMillis() / 1000.0);
      stage = null;
    } else if (event instanceof Event.Notice notice) {
      line("note: " + Terminal.clean(notice.text()));
    } else if (event instanceof Event.Warning warning) {
      line("warning: " + Terminal.clean(warning.text()));
    }
    err.flush();
  }

  @Override
  public synchronized void end() {
    if (!ended) {
      ended = true;
      timer.cancel();
      erase();
      err.flush();
    }
  }

  private void line(String text) {
    erase();
    err.println(text);
    draw();
  }

  private synchronized void draw() {
    Stage current = stage;
    if (current == null || ended) {
      return;
    }
    StringBuilder text = new StringBuilder("\r\u001b[K");
    text.append(String.format(Locale.ROOT, "%-" + TITLE + "s", current.title()));
    if (total > 0) {
      long percent = Math.max(0, Math.min(100, (long) (100.0 * done / total)));
      int filled = (int) (BAR * percent / 100);
      text.append(" [").append("#".repeat(filled)).append("-".repeat(BAR - filled)).append("]");
      text.append(String.format(Locale.ROOT, " %3d %%", percent));
    }
    text.append(String.format(Locale.ROOT, " %6.1f s", (nanoTime.getAsLong() - started) / 1e9));
    err.print(text);
    err.flush();
    drawn = true;
  }

  private void erase() {
    if (drawn) {
      err.print("\r\u001b[K");
      drawn = false;
    }
  }
}
