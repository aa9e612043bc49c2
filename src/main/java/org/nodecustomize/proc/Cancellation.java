package org.nodecustomize.proc;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.diag.RunInterruptedException;

/**
 * The wish to stop a run. Whoever holds something that must end at once (a child process, an
 * appliance) registers how to end it; {@link #cancel} runs these in reverse order, once.
 *
 * <p>Thread-safe.
 */
public final class Cancellation {
  private final Object lock = new Object();
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;
  private boolean committed;

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  /**
   * Ends the calling work if the run is to stop.
   *
   * @throws RunInterruptedException if {@link #cancel} was called
   */
  public void check() {
    if (isCancelled()) {
      throw new RunInterruptedException();
    }
  }

  /**
   * Has {@code action} run when the wish comes; if it came already, now. The action must not throw
   * and must return within a few seconds.
   *
   * @return closes the registration
   */
  public Registration onCancel(Runnable action) {
    synchronized (lock) {
      if (!cancelled) {
        actions.add(action);
        return () -> {
          synchronized (lock) {
            actions.remove(action);
          }
        };
      }
    }
    action.run();
    return () -> {};
  }

  /**
   * Does what others will see and nobody takes back, unless the run is to stop. The wish to stop
   * comes before it or after it.
   *
   * @param step takes no time worth mentioning
   * @throws RunInterruptedException if {@link #cancel} was called; nothing was done then
   */
  public void commit(Runnable step) {
    synchronized (lock) {
      if (cancelled) {
        throw new RunInterruptedException();
      }
      step.run();
      committed = true;
    }
  }

  /** Whether a {@link #commit} has been done. */
  public boolean isCommitted() {
    synchronized (lock) {
      return committed;
    }
  }

  /** Asks the run to stop. Further calls do nothing. */
  public void cancel() {
    List<Runnable> pending;
    synchronized (lock) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      pending = new ArrayList<>(actions);
      actions.clear();
    }
    for (int i = pending.size() - 1; i >= 0; i--) {
      pending.get(i).run();
    }
  }

  /** A registration that can be taken back. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
