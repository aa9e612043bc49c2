package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.ApplianceStore.Trouble;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/**
 * Our own appliance, which starts in half the time of the stock one: made once a machine, kept in
 * the user's cache directory, made anew when the kernel, libguestfs or its recipe change. Any trouble
 * with it leads back to the stock appliance and is remembered.
 */
public final class FastAppliance {
  /** Free space below which nothing is built; an appliance takes some 260 MiB. */
  private static final long ROOM = 1L << 30;

  private static final Duration FIRST_USE_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORDERED_LIMIT = Duration.ofMinutes(10);

  private final ApplianceStore store;
  private final Supplier<Optional<ApplianceInputs>> machine;
  private final Events events;
  private final Cancellation cancellation;

  /** What there is. */
  public enum State {
    /** Built, and used by every launch. */
    READY,
    /** Not built yet. */
    ABSENT,
    /** Did not build or did not start; the stock appliance is used. */
    REFUSED,
    /** Cannot be made here, for instance without supermin. */
    IMPOSSIBLE
  }

  /**
   * The state of the appliance.
   *
   * @param directory where it is, or the store where there is none
   * @param detail why it is so, in words for people; may be empty
   * @param bytes what it takes on the disk
   */
  public record Status(State state, Path directory, String detail, long bytes) {}

  /**
   * @param cacheDirectory the user's cache directory of this program
   */
  public FastAppliance(Path cacheDirectory, Events events, Cancellation cancellation) {
    this(cacheDirectory, ApplianceInputs::find, events, cancellation);
  }

  FastAppliance(
      Path cacheDirectory,
      Supplier<Optional<ApplianceInputs>> machine,
      Events events,
      Cancellation cancellation) {
    this.store = new ApplianceStore(cacheDirectory);
    this.machine = machine;
    this.events = events;
    this.cancellation = cancellation;
  }

  /**
   * What there is on this machine.
   *
   * @throws HostException if libguestfs is missing
   */
  public Status status() {
    Optional<ApplianceInputs> inputs = machine.get();
    if (inputs.isEmpty()) {
      return new Status(State.IMPOSSIBLE, store.root(), impossible(), 0);
    }
    String key = key(inputs.get());
    Path directory = store.directory(key);
    Optional<String> refusal = store.refusal(key);
    if (refusal.isPresent()) {
      return new Status(State.REFUSED, directory, refusal.get(), size(directory));
    }
    return store.isReady(key)
        ? new Status(State.READY, directory, "", size(directory))
        : new Status(State.ABSENT, store.root(), "", 0);
  }

  /**
   * Makes the appliance, also where it is there or was refused before.
   *
   * @throws HostException if it cannot be made, with the reason
   */
  public Status build() {
    ApplianceInputs inputs =
        machine
            .get()
            .orElseThrow(
                () -> new HostException(Problem.of("no appliance can be built: " + impossible())));
    String key = key(inputs);
    store.locked(ORDERED_LIMIT, cancellation, () -> make(inputs, key, ORDERED_LIMIT));
    return status();
  }

  /**
   * Removes all appliances of our own, and what is known against them.
   *
   * @return bytes that are free now
   */
  public long remove() {
    return store.locked(
        ORDERED_LIMIT,
        cancellation,
        () -> {
          long before = size(store.root());
          store.removeAll();
          return before - size(store.root());
        });
  }

  /** An appliance that a launch may use. */
  record Usable(String key, Path directory) {}

  /**
   * The appliance for a launch, which is built where that pays. Nothing here fails but a cancelled
   * run.
   *
   * @param build whether to build one that is not there
   */
  Optional<Usable> forLaunch(boolean build) {
    Optional<ApplianceInputs> inputs = machine.get();
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    String key;
    try {
      key = inputs.get().key();
    } catch (IOException e) {
      return Optional.empty();
    }
    if (store.refusal(key).isPresent()) {
      return Optional.empty();
    }
    if (!store.isReady(key) && !(build && builtAtFirstUse(inputs.get(), key))) {
      return Optional.empty();
    }
    store.used(key);
    return Optional.of(new Usable(key, store.directory(key)));
  }

  private boolean builtAtFirstUse(ApplianceInputs inputs, String key) {
    try {
      return store.locked(
          FIRST_USE_LIMIT.multipliedBy(2),
          cancellation,
          () -> {
            // Another run may have built it, or failed to, while this one waited.
            if (store.isReady(key) || store.refusal(key).isPresent()) {
              return store.refusal(key).isEmpty();
            }
            events.notice(
                "making an appliance that starts faster, once on this machine; some 10 s");
            make(inputs, key, FIRST_USE_LIMIT);
            return true;
          });
    } catch (HostException e) {
      store.refuse(key, Trouble.BUILD, "cannot be built: " + e.getMessage());
      events.notice(
          "the faster appliance cannot be built; using the stock one (slower);"
              + " 'node-customize appliance build' says why");
      return false;
    }
  }

  /** A launch with the appliance failed, and one with the stock appliance did not. */
  void refuse(Usable appliance, String reason) {
    store.refuse(appliance.key(), Trouble.LAUNCH, "does not start: " + reason);
    events.notice(
        "the faster appliance does not start; using the stock one (slower);"
            + " 'node-customize appliance build' makes it anew");
  }

  private Path make(ApplianceInputs inputs, String key, Duration limit) throws IOException {
    long free = Files.getFileStore(store.root()).getUsableSpace();
    if (free < ROOM) {
      throw new HostException(
          Problem.at(
                  store.root().toString(),
                  "expected 1 GiB of free space but was " + (free >> 20) + " MiB")
              .withHint("free space, or set XDG_CACHE_HOME to a place that has it"));
    }
    Path scratch = store.scratch();
    try {
      Path built = new ApplianceBuild(inputs, new HostProgram(cancellation)).build(scratch, limit);
      store.publish(built, key);
      return store.directory(key);
    } finally {
      Orphans.delete(scratch);
    }
  }

  private String key(ApplianceInputs inputs) {
    try {
      return inputs.key();
    } catch (IOException e) {
      throw new HostException(Problem.of("the appliance's parts cannot be read: " + e), e);
    }
  }

  private static String impossible() {
    return "it needs supermin, tar, libguestfs' recipe 'supermin.d', and a kernel that this user"
        + " may read";
  }

  /** Sparse files count with what they take. */
  private long size(Path directory) {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    ProgramResult du =
        new HostProgram(cancellation)
            .run(
                List.of("du", "-s", "--block-size=1", directory.toString()),
                Duration.ofSeconds(20));
    String digits = du.out().replaceAll("(?s)\\D.*", "");
    return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
  }
}
