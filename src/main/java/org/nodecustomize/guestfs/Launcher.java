package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/**
 * Starts an appliance: by KVM where it serves, else by emulation; a KVM that turns out not to
 * answer is given up once.
 */
final class Launcher {
  private static final int DETAIL_LINES = 20;

  private final ApplianceConfig config;
  private final Hypervisor hypervisor;
  private final Events events;
  private final Cancellation cancellation;
  private final LaunchWatch.Limits kvmLimits;

  /** How one attempt ended. */
  private sealed interface Attempt {
    /** The appliance runs. */
    record Started(Handle handle, Orphans orphans) implements Attempt {}

    /** The watch ended it. */
    record TimedOut(ApplianceException failure, List<String> console) implements Attempt {}

    /** libguestfs or qemu gave up. */
    record Failed(ApplianceException failure, List<String> console) implements Attempt {}
  }

  /** A launched handle, and how its guest runs. */
  record Launched(Handle handle, Orphans orphans, boolean emulated) {}

  Launcher(
      ApplianceConfig config,
      Hypervisor hypervisor,
      Events events,
      Cancellation cancellation,
      LaunchWatch.Limits kvmLimits) {
    this.config = config;
    this.hypervisor = hypervisor;
    this.events = events;
    this.cancellation = cancellation;
    this.kvmLimits = kvmLimits;
  }

  Launched launch(KvmProbe probe) {
    cancellation.check();
    config.drives().forEach(Drives::check);
    KvmCheck kvm = probe.check();
    if (!kvm.tryKvm()) {
      tellWhyEmulated(kvm);
      return emulate(attempt(true, LaunchWatch.Limits.EMULATION, false));
    }
    Attempt byKvm = attempt(false, kvmLimits, false);
    if (kvm.state() == KvmCheck.State.KVM_FORCED) {
      return orThrow(again(byKvm, false, kvmLimits), false, kvmLimits);
    }
    if (byKvm instanceof Attempt.Started) {
      return orThrow(byKvm, false, kvmLimits);
    }
    cancellation.check();
    KvmCheck broken = verdict(byKvm);
    if (broken.state() == KvmCheck.State.HANGS) {
      tellWhyEmulated(broken);
    }
    Attempt emulated = attempt(true, LaunchWatch.Limits.EMULATION, false);
    if (emulated instanceof Attempt.Started) {
      // Only now is it known that it was KVM.
      probe.learn(broken);
      if (broken.state() == KvmCheck.State.FAILS) {
        tellWhyEmulated(broken);
      }
    }
    return emulate(emulated);
  }

  private Launched emulate(Attempt first) {
    LaunchWatch.Limits limits = LaunchWatch.Limits.EMULATION;
    return orThrow(again(first, true, limits), true, limits);
  }

  private static KvmCheck verdict(Attempt byKvm) {
    if (byKvm instanceof Attempt.Failed failed) {
      String last = failed.console().isEmpty() ? "" : ": " + failed.console().get(0);
      return new KvmCheck(
          KvmCheck.State.FAILS, "an appliance under KVM does not start" + last, false);
    }
    return new KvmCheck(KvmCheck.State.HANGS, "an appliance under KVM stays silent", false);
  }

  private void tellWhyEmulated(KvmCheck kvm) {
    if (kvm.state() == KvmCheck.State.HANGS) {
      events.notice("KVM does not answer on this machine; using emulation (slower)");
    } else if (kvm.state() == KvmCheck.State.FAILS) {
      events.notice("KVM does not work on this machine; using emulation (slower)");
    } else if (kvm.state() == KvmCheck.State.FORBIDDEN) {
      events.notice(
          "this user may not use /dev/kvm; using emulation (slower);"
              + " 'sudo usermod -aG kvm \"$USER\"' and a new login change that");
    }
  }

  /**
   * A failed attempt again with libguestfs' debugging, which alone has the words of supermin, but
   * slows the start. If it starts then, all the better.
   */
  private Attempt again(Attempt first, boolean emulated, LaunchWatch.Limits limits) {
    if (!(first instanceof Attempt.Failed)) {
      return first;
    }
    cancellation.check();
    return attempt(emulated, limits, true);
  }

  private Launched orThrow(Attempt attempt, boolean emulated, LaunchWatch.Limits limits) {
    if (attempt instanceof Attempt.Started started) {
      return new Launched(started.handle(), started.orphans(), emulated);
    }
    if (attempt instanceof Attempt.Failed failed) {
      throw LaunchFailure.of(failed.failure(), failed.console(), config.memoryMegabytes());
    }
    Attempt.TimedOut late = (Attempt.TimedOut) attempt;
    String way = emulated ? "" : " with KVM, which the environment asks for";
    throw new HostException(
        Problem.of(
                "the appliance did not start"
                    + way
                    + " within "
                    + limits.total().toSeconds()
                    + " s")
            .withDetail(late.console())
            .withHint(
                emulated
                    ? "run 'libguestfs-test-tool' to see where it stops"
                    : "unset LIBGUESTFS_BACKEND_SETTINGS"),
        late.failure());
  }

  private Attempt attempt(boolean emulated, LaunchWatch.Limits limits, boolean verbose) {
    Orphans orphans = new Orphans(config.workDirectory());
    Path temporary;
    try {
      temporary = orphans.temporary();
    } catch (IOException e) {
      throw new HostException(
          Problem.at(config.workDirectory().toString(), "cannot write: " + e.getMessage()), e);
    }
    ConsoleLog console = new ConsoleLog(events);
    Handle handle = new Handle(Natives.load(), console, temporary);
    boolean started = false;
    try (LaunchWatch watch = new LaunchWatch(handle, limits, orphans);
        Cancellation.Registration registration =
            cancellation.onCancel(() -> handle.end(new RunInterruptedException()))) {
      configure(handle, emulated, verbose);
      try {
        // The watch ends the launch long before; this limit guards the watch.
        handle.integer(
            "launch", limits.total().multipliedBy(2), (library, g) -> library.guestfs_launch(g));
        watch.close();
        int qemu = handle.integer("get_pid", (library, g) -> library.guestfs_get_pid(g));
        orphans.record(qemu, temporary);
      } catch (ApplianceException failure) {
        console.flush();
        List<String> tail = console.tail(DETAIL_LINES);
        return watch.verdict().isPresent()
            ? new Attempt.TimedOut(failure, tail)
            : new Attempt.Failed(failure, tail);
      }
      started = true;
      return new Attempt.Started(handle, orphans);
    } finally {
      if (!started) {
        handle.close();
        orphans.forget(temporary);
      }
    }
  }

  private void configure(Handle handle, boolean emulated, boolean verbose) {
    handle.integer("set_backend", (library, g) -> library.guestfs_set_backend(g, "direct"));
    List<String> settings = new ArrayList<>(hypervisor.settings());
    if (emulated && !hypervisor.forcesEmulation()) {
      settings.add("force_tcg");
    }
    String[] array = settings.toArray(String[]::new);
    handle.integer(
        "set_backend_settings", (library, g) -> library.guestfs_set_backend_settings(g, array));
    handle.integer(
        "set_memsize", (library, g) -> library.guestfs_set_memsize(g, config.memoryMegabytes()));
    handle.integer("set_smp", (library, g) -> library.guestfs_set_smp(g, config.cpus()));
    handle.integer("set_network", (library, g) -> library.guestfs_set_network(g, 0));
    // Otherwise a terminal's Ctrl-C would hit qemu directly.
    handle.integer("set_pgroup", (library, g) -> library.guestfs_set_pgroup(g, 1));
    handle.integer("set_recovery_proc", (library, g) -> library.guestfs_set_recovery_proc(g, 1));
    handle.integer(
        "set_tmpdir", (library, g) -> library.guestfs_set_tmpdir(g, handle.temporary().toString()));
    // The kernel ignores it; it marks qemu's command line, which names nothing else of the handle.
    String mark = "node_customize.appliance=" + handle.temporary().getFileName();
    handle.integer("set_append", (library, g) -> library.guestfs_set_append(g, mark));
    if (verbose) {
      handle.integer("set_verbose", (library, g) -> library.guestfs_set_verbose(g, 1));
    }
    Path program = hypervisor.boundToParent(config.cacheDirectory()).orElse(hypervisor.program());
    handle.integer("set_hv", (library, g) -> library.guestfs_set_hv(g, program.toString()));
    for (int index = 0; index < config.drives().size(); index++) {
      Drives.add(handle, config.drives().get(index), Drives.label(index));
    }
  }
}
