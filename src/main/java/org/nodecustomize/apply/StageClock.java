package org.nodecustomize.apply;

import java.time.Duration;
import java.util.function.Supplier;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;

/** Tells when stages begin and end. */
final class StageClock {
  private final HostContext context;

  StageClock(HostContext context) {
    this.context = context;
  }

  /** Does the work of a stage; a failed stage tells no end. */
  <T> T in(Stage stage, Supplier<T> work) {
    context.cancellation().check();
    context.events().accept(new Event.StageStarted(stage));
    long start = System.nanoTime();
    T result = work.get();
    context
        .events()
        .accept(new Event.StageFinished(stage, Duration.ofNanos(System.nanoTime() - start)));
    return result;
  }

  /** The same for work without a result. */
  void in(Stage stage, Runnable work) {
    in(
        stage,
        () -> {
          work.run();
          return stage;
        });
  }
}
