package org.nodecustomize.apply;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;

/** Hears a package manager's lines and tells how far it is. */
final class TransactionProgress {
  /** {@code Installing : bear-4.1-1.noarch 2/5}, as yum and dnf count their steps. */
  private static final Pattern STEP =
      Pattern.compile(
          "\\s*(?:Installing|Upgrading|Updating|Removing|Erasing|Cleanup|Verifying)\\s*:.*\\s"
              + "([0-9]{1,6})/([0-9]{1,6})\\s*");

  private TransactionProgress() {}

  static Consumer<String> of(Events events) {
    return line -> {
      events.accept(new Event.LogLine("image", line));
      Matcher step = STEP.matcher(line);
      if (step.matches()) {
        events.accept(
            new Event.StageAdvanced(
                Stage.EXECUTE, Long.parseLong(step.group(1)), Long.parseLong(step.group(2))));
      }
    };
  }
}
