package org.nodecustomize.guestfs;

import java.time.Duration;
import java.util.Optional;

/**
 * Watches a launch from beside it. libguestfs' own limit is 20 minutes, and neither {@code
 * user_cancel} nor {@code shutdown} has an effect while it launches; killing qemu makes the call
 * return at once.
 */
final class LaunchWatch implements AutoCloseable {
  /** How long a launch may take. */
  record Limits(Optional<Duration> silence, Duration total) {
    /** A guest that KVM runs speaks within a second or two. */
    static final Limits KVM =
        new Limits(Optional.of(Duration.ofSeconds(20)), Duration.ofMinutes(2));

    /** Emulation may be silent for long on a busy machine. */
    static final Limits EMULATION = new Limits(Optional.empty(), Duration.ofMinutes(5));

    /** There is still the stock appliance to try. */
    static final Limits OWN_EMULATION = new Limits(Optional.empty(), Duration.ofMinutes(2));
  }

  /** What the launch did wrong. */
  enum Verdict {
    SILENT,
    TOO_LONG
  }

  private final Handle handle;
  private final Limits limits;
  private final Orphans orphans;
  private final Thread thread;
  private final long started = System.nanoTime();
  private volatile boolean done;
  private volatile Optional<Verdict> verdict = Optional.empty();

  LaunchWatch(Handle handle, Limits limits, Orphans orphans) {
    this.handle = handle;
    this.limits = limits;
    this.orphans = orphans;
    this.thread = new Thread(this::watch, "appliance launch watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Why the launch was ended; empty where it was not. */
  Optional<Verdict> verdict() {
    return verdict;
  }

  private void watch() {
    long running = 0;
    try {
      while (!done) {
        if (verdict.isPresent() || handle.hasEnded()) {
          ApplianceProcesses.kill(handle.temporary());
        } else if (running == 0) {
          Optional<ProcessHandle> qemu = ApplianceProcesses.running(handle.temporary());
          if (qemu.isPresent()) {
            running = System.nanoTime();
            orphans.record(qemu.get().pid(), handle.temporary());
          }
        }
        if (verdict.isEmpty()) {
          verdict = judge(System.nanoTime(), running);
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts, when the launch is over.
      return;
    }
  }

  private Optional<Verdict> judge(long now, long running) {
    if (now - started > limits.total().toNanos()) {
      return Optional.of(Verdict.TOO_LONG);
    }
    // Before qemu runs, supermin may work for long without a word.
    long heard = Math.max(running, handle.console().lastActivity());
    boolean silent =
        running != 0 && limits.silence().filter(limit -> now - heard > limit.toNanos()).isPresent();
    return silent ? Optional.of(Verdict.SILENT) : Optional.empty();
  }

  @Override
  public void close() {
    done = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
