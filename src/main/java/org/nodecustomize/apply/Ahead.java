package org.nodecustomize.apply;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/**
 * A value that is worked out while the run waits for its appliance. Used by one thread.
 *
 * @param <T> the value's type
 */
final class Ahead<T> implements AutoCloseable {
  private final String name;
  private final FutureTask<T> task;
  private boolean begun;

  /**
   * Does nothing yet.
   *
   * @param name of the thread
   * @param work uses nothing that is used by others between {@link #begin} and {@link #await}
   */
  Ahead(String name, Supplier<T> work) {
    this.name = name;
    this.task = new FutureTask<>(work::get);
  }

  /** Begins in a thread of its own, and returns at once. */
  void begin() {
    if (!begun) {
      begun = true;
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * The value, waited for, or worked out now where it was not begun.
   *
   * @throws CustomizeException what the work threw
   */
  T await() {
    if (!begun) {
      task.run();
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CustomizeException told) {
        throw told;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException(Problem.of("interrupted"), e);
    }
  }

  /** Waits for what was begun, so that what it uses can be closed; drops its result. */
  @Override
  public void close() {
    if (!begun) {
      return;
    }
    try {
      task.get();
    } catch (ExecutionException e) {
      // Whoever wanted the value has been told.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
