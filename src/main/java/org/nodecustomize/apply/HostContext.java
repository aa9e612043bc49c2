package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;

/**
 * What a run has from its surroundings.
 *
 * @param workBase where work directories are made
 * @param cacheDirectory the user's cache directory of this program
 * @param stockAppliance whether the run is to keep to libguestfs' own appliance
 * @param throughAppliance whether images are to be looked at in an appliance even where this
 *     program can read them
 */
public record HostContext(
    Events events,
    Cancellation cancellation,
    Path workBase,
    Path cacheDirectory,
    boolean stockAppliance,
    boolean throughAppliance) {

  /** Images are read by this program where that is possible. */
  public HostContext(
      Events events,
      Cancellation cancellation,
      Path workBase,
      Path cacheDirectory,
      boolean stockAppliance) {
    this(events, cancellation, workBase, cacheDirectory, stockAppliance, false);
  }

  /** With the appliance that starts fastest. */
  public HostContext(Events events, Cancellation cancellation, Path workBase, Path cacheDirectory) {
    this(events, cancellation, workBase, cacheDirectory, false);
  }

  /** The surroundings that the environment describes (TMPDIR, XDG_CACHE_HOME, HOME). */
  public static HostContext fromEnvironment(Events events, Cancellation cancellation) {
    return new HostContext(
        events, cancellation, WorkDirectory.defaultBase(), userCache().resolve("node-customize"));
  }

  /** The same surroundings with events that go elsewhere. */
  HostContext with(Events other) {
    return new HostContext(other, cancellation, workBase, cacheDirectory, stockAppliance);
  }

  /** The same surroundings with a choice of the appliance. */
  public HostContext withStockAppliance(boolean stock) {
    return new HostContext(events, cancellation, workBase, cacheDirectory, stock, throughAppliance);
  }

  /** The same surroundings with a choice of who reads images. */
  public HostContext withReading(boolean byAppliance) {
    return new HostContext(
        events, cancellation, workBase, cacheDirectory, stockAppliance, byAppliance);
  }

  HostProgram programs() {
    return new HostProgram(cancellation);
  }

  private static Path userCache() {
    return absolute("XDG_CACHE_HOME")
        .or(() -> absolute("HOME").map(home -> home.resolve(".cache")))
        .orElse(Path.of("/var/tmp"));
  }

  private static Optional<Path> absolute(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(value -> value.startsWith("/"))
        .map(Path::of);
  }
}
