package org.nodecustomize.guestfs;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;

/**
 * One libguestfs handle: who may call it, what its errors mean, when it ends.
 *
 * <p>All calls run on one thread that belongs to the handle, for three reasons: libguestfs keeps its
 * error handler and last error per thread; the parent-death signal of qemu is bound to the thread
 * that started it; and a caller that waits can be set free although the call hangs. The price, some
 * 30 µs a call, is small beside the millisecond of the appliance. Only {@link #end} and {@link
 * #cancelTransfer} act from outside.
 */
final class Handle implements AutoCloseable {
  /** For calls that move no bulk data; far above what the slowest emulation needs. */
  static final Duration ORDINARY = Duration.ofMinutes(10);

  /** For calls whose time grows with the data. */
  static final Duration BULK = Duration.ofHours(2);

  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final Natives natives;
  private final ConsoleLog console;
  private final Path temporary;
  private final ExecutorService thread;
  // Held strongly: JNA frees the native stub of a callback that Java no longer reaches.
  private final LibGuestfs.EventCallback callback;
  private final AtomicReference<@Nullable RuntimeException> ended = new AtomicReference<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Object lifecycle = new Object();
  private @Nullable Pointer pointer;

  /**
   * @param temporary the handle's own directory; processes of the handle are known by it
   */
  Handle(Natives natives, ConsoleLog console, Path temporary) {
    this.natives = natives;
    this.console = console;
    this.temporary = temporary;
    this.callback = this::event;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread created = new Thread(task, "appliance");
              created.setDaemon(true);
              return created;
            });
    await("create", ORDINARY, CompletableFuture.runAsync(this::create, thread));
  }

  private void create() {
    LibGuestfs library = natives.guestfs();
    Pointer g = library.guestfs_create_flags(LibGuestfs.CREATE_NO_CLOSE_ON_EXIT);
    if (g == null) {
      throw new HostException(Problem.of("libguestfs cannot make a handle: out of memory"));
    }
    library.guestfs_set_error_handler(g, null, null);
    library.guestfs_set_event_callback(
        g,
        callback,
        LibGuestfs.EVENT_APPLIANCE
            | LibGuestfs.EVENT_LIBRARY
            | LibGuestfs.EVENT_WARNING
            | LibGuestfs.EVENT_TRACE
            | LibGuestfs.EVENT_PROGRESS,
        0,
        null);
    synchronized (lifecycle) {
      pointer = g;
    }
  }

  private void event(
      Pointer g,
      @Nullable Pointer opaque,
      long event,
      int eventHandle,
      int flags,
      @Nullable Pointer text,
      long textLength,
      @Nullable Pointer array,
      long arrayLength) {
    if (text == null || textLength <= 0 || event == LibGuestfs.EVENT_PROGRESS) {
      console.active();
      return;
    }
    byte[] bytes = text.getByteArray(0, Math.toIntExact(textLength));
    if (event == LibGuestfs.EVENT_APPLIANCE) {
      console.console(bytes);
    } else {
      console.message(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  Natives natives() {
    return natives;
  }

  ConsoleLog console() {
    return console;
  }

  Path temporary() {
    return temporary;
  }

  /** A function that returns 0 or a small number, and -1 for an error. */
  @FunctionalInterface
  interface IntFunction {
    int call(LibGuestfs library, Pointer g);
  }

  /** A function that returns a 64-bit number, and -1 for an error. */
  @FunctionalInterface
  interface LongFunction {
    long call(LibGuestfs library, Pointer g);
  }

  /** A function that returns memory, and NULL for an error. */
  @FunctionalInterface
  interface PointerFunction {
    @Nullable Pointer call(LibGuestfs library, Pointer g);
  }

  int integer(String name, IntFunction function) {
    return integer(name, ORDINARY, function);
  }

  int integer(String name, Duration limit, IntFunction function) {
    return await(name, limit, start(name, function));
  }

  /** Starts a call without waiting for it; {@link #await} gives its result. */
  CompletableFuture<Integer> start(String name, IntFunction function) {
    return submit(
        name,
        g -> {
          int result = function.call(natives.guestfs(), g);
          if (result == -1) {
            throw failure(name, g);
          }
          return result;
        });
  }

  long number(String name, LongFunction function) {
    return await(
        name,
        ORDINARY,
        submit(
            name,
            g -> {
              long result = function.call(natives.guestfs(), g);
              if (result == -1) {
                throw failure(name, g);
              }
              return result;
            }));
  }

  String text(String name, Duration limit, PointerFunction function) {
    return memory(name, limit, function, natives::takeString);
  }

  String text(String name, PointerFunction function) {
    return text(name, ORDINARY, function);
  }

  /**
   * @param take reads the memory and frees it; runs on the handle's thread
   */
  <T> T memory(String name, Duration limit, PointerFunction function, Function<Pointer, T> take) {
    return await(
        name,
        limit,
        submit(
            name,
            g -> {
              Pointer result = function.call(natives.guestfs(), g);
              if (result == null) {
                throw failure(name, g);
              }
              return take.apply(result);
            }));
  }

  private ApplianceException failure(String name, Pointer g) {
    int errno = natives.guestfs().guestfs_last_errno(g);
    Pointer text = natives.guestfs().guestfs_last_error(g);
    String said = text == null ? "" : text.getString(0, "UTF-8").strip();
    return new ApplianceException(name, errno, said.isEmpty() ? "no reason given" : said);
  }

  private <T> CompletableFuture<T> submit(String name, Function<Pointer, T> call) {
    pending.incrementAndGet();
    CompletableFuture<T> result;
    try {
      result =
          CompletableFuture.supplyAsync(
              () -> {
                throwIfEnded();
                return call.apply(open(name));
              },
              thread);
    } catch (RejectedExecutionException e) {
      pending.decrementAndGet();
      throw new IllegalStateException(name + " was called after the appliance was closed", e);
    }
    return result.whenComplete((value, error) -> pending.decrementAndGet());
  }

  private Pointer open(String name) {
    synchronized (lifecycle) {
      if (pointer == null) {
        throw new IllegalStateException(name + " was called after the appliance was closed");
      }
      return pointer;
    }
  }

  private void throwIfEnded() {
    RuntimeException reason = ended.get();
    if (reason != null) {
      throw reason;
    }
  }

  /**
   * The result of a call. What ended the handle is told rather than the call's own error, which is
   * then only a consequence.
   */
  <T> T await(String name, Duration limit, CompletableFuture<T> call) {
    try {
      return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      RuntimeException reason = ended.get();
      Throwable cause = e.getCause();
      if (reason != null && cause instanceof CustomizeException) {
        if (reason != cause) {
          reason.addSuppressed(cause);
        }
        throw reason;
      }
      if (cause instanceof RuntimeException exception) {
        throw exception;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      ApplianceException late =
          new ApplianceException(name, 0, "no answer within " + limit.toSeconds() + " s");
      late.addSuppressed(e);
      end(late);
      throw late;
    } catch (InterruptedException e) {
      RunInterruptedException interrupted = new RunInterruptedException();
      end(interrupted);
      Thread.currentThread().interrupt();
      throw interrupted;
    }
  }

  /** Whether nothing can be done with the handle any more but closing it. */
  boolean hasEnded() {
    return ended.get() != null;
  }

  /** Has a transfer of data that is under way fail soon; does nothing to other calls. */
  void cancelTransfer() {
    synchronized (lifecycle) {
      if (pointer != null) {
        natives.guestfs().guestfs_user_cancel(pointer);
      }
    }
  }

  /**
   * Ends the handle at once, from any thread: its processes are killed, so that a call under way
   * fails. What was not yet on the disk is lost.
   *
   * @param reason what calls fail with from now on; the first reason stays
   */
  void end(RuntimeException reason) {
    ended.compareAndSet(null, reason);
    long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    // Repeated, because a launch under way may be about to start the next process.
    do {
      cancelTransfer();
      ApplianceProcesses.kill(temporary);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    } while (System.nanoTime() < deadline
        && (pending.get() > 0 || !ApplianceProcesses.of(temporary).isEmpty()));
  }

  /** Closes the handle and ends its thread; the appliance is killed where it does not obey. */
  @Override
  public void close() {
    CompletableFuture<Void> closed;
    try {
      closed = CompletableFuture.runAsync(this::destroy, thread);
    } catch (RejectedExecutionException e) {
      return; // closed before
    }
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
        end(new RunInterruptedException());
        thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      end(new RunInterruptedException());
      Thread.currentThread().interrupt();
    }
    if (!closed.isDone()) {
      closed.cancel(false);
    }
  }

  private void destroy() {
    Pointer g;
    synchronized (lifecycle) {
      g = pointer;
      pointer = null;
    }
    if (g != null) {
      natives.guestfs().guestfs_close(g);
    }
    console.flush();
  }
}
