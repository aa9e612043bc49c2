package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/**
 * Starts an appliance: by KVM where it serves, else by emulation; with our own appliance where there
 * is one, else with the stock one. A KVM or an appliance of ours that turns out not to answer is
 * given up once; in all there are three attempts at most.
 */
final class Launcher {
  private static final int DETAIL_LINES = 20;

  private final ApplianceConfig config;
  private final Hypervisor hypervisor;
  private final Events events;
  private final Cancellation cancellation;
  private final LaunchWatch.Limits kvmLimits;
  private final FastAppliance appliances;

  /** How one attempt ended. */
  private sealed interface Attempt {
    /** The appliance runs. */
    record Started(Handle handle, Orphans orphans) implements Attempt {}

    /** The watch ended it. */
    record TimedOut(ApplianceException failure, List<String> console) implements Attempt {}

    /** libguestfs or qemu gave up. */
    record Failed(ApplianceException failure, List<String> console) implements Attempt {}
  }

  /**
   * A launched handle, and how its guest runs.
   *
   * @param own by our own appliance
   */
  record Launched(Handle handle, Orphans orphans, boolean emulated, boolean own) {}

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
    this.appliances = new FastAppliance(config.cacheDirectory(), events, cancellation);
  }

  /**
   * One attempt of the at most three of a launch.
   *
   * @param own by our own appliance rather than the stock one
   * @param verbose with libguestfs' debugging, which alone has the words of supermin, but slows the
   *     start
   */
  private record Step(boolean emulated, boolean own, boolean verbose) {}

  /**
   * The attempts in their order. An appliance of our own is given up before KVM is, as KVM has been
   * probed; the last attempt is the one that tells most.
   */
  private static List<Step> steps(KvmCheck kvm, boolean own) {
    boolean first = !kvm.tryKvm();
    boolean last = first || kvm.state() != KvmCheck.State.KVM_FORCED;
    if (own) {
      return List.of(
          new Step(first, true, false), new Step(first, false, false), new Step(last, false, true));
    }
    return first == last
        ? List.of(new Step(first, false, false), new Step(last, false, true))
        : List.of(
            new Step(first, false, false),
            new Step(last, false, false),
            new Step(last, false, true));
  }

  Launched launch(KvmProbe probe) {
    cancellation.check();
    config.drives().forEach(Drives::check);
    KvmCheck kvm = probe.check();
    tellWhyEmulated(kvm);
    // With KVM the stock appliance starts fast enough for the build never to pay.
    Optional<FastAppliance.Usable> own =
        config.stockAppliance() ? Optional.empty() : appliances.forLaunch(!kvm.tryKvm());
    List<Step> steps = steps(kvm, own.isPresent());
    Attempt attempt = attempt(steps.get(0), own);
    Attempt before = attempt;
    int at = 0;
    while (!(attempt instanceof Attempt.Started) && at + 1 < steps.size()) {
      Step next = steps.get(at + 1);
      boolean onlyTellsMore =
          next.emulated() == steps.get(at).emulated() && next.own() == steps.get(at).own();
      if (onlyTellsMore && attempt instanceof Attempt.TimedOut) {
        break;
      }
      cancellation.check();
      before = attempt;
      if (next.emulated() && !steps.get(at).emulated()) {
        tellIfSilent(attempt);
      }
      at++;
      attempt = attempt(next, own);
    }
    if (attempt instanceof Attempt.Started && at > 0) {
      learn(steps.get(at - 1), steps.get(at), before, own, probe);
    }
    return orThrow(attempt, steps.get(at));
  }

  /** Only a success right after a failure shows what the failure was due to. */
  private void learn(
      Step failed,
      Step started,
      Attempt failure,
      Optional<FastAppliance.Usable> own,
      KvmProbe probe) {
    if (started.emulated() && !failed.emulated()) {
      KvmCheck broken = verdict(failure);
      probe.learn(broken);
      if (broken.state() == KvmCheck.State.FAILS) {
        tellWhyEmulated(broken);
      }
    } else if (failed.own()) {
      own.ifPresent(appliance -> appliances.refuse(appliance, reason(failure)));
    }
  }

  private static String reason(Attempt failure) {
    if (failure instanceof Attempt.TimedOut) {
      return "no answer in time";
    }
    return failure instanceof Attempt.Failed failed ? failed.failure().text() : "";
  }

  private LaunchWatch.Limits limits(Step step) {
    if (!step.emulated()) {
      return kvmLimits;
    }
    return step.own() ? LaunchWatch.Limits.OWN_EMULATION : LaunchWatch.Limits.EMULATION;
  }

  private void tellIfSilent(Attempt byKvm) {
    KvmCheck broken = verdict(byKvm);
    if (broken.state() == KvmCheck.State.HANGS) {
      tellWhyEmulated(broken);
    }
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

  private Launched orThrow(Attempt attempt, Step step) {
    if (attempt instanceof Attempt.Started started) {
      return new Launched(started.handle(), started.orphans(), step.emulated(), step.own());
    }
    if (attempt instanceof Attempt.Failed failed) {
      throw LaunchFailure.of(failed.failure(), failed.console(), config.memoryMegabytes());
    }
    Attempt.TimedOut late = (Attempt.TimedOut) attempt;
    String way = step.emulated() ? "" : " with KVM, which the environment asks for";
    throw new HostException(
        Problem.of(
                "the appliance did not start"
                    + way
                    + " within "
                    + limits(step).total().toSeconds()
                    + " s")
            .withDetail(late.console())
            .withHint(
                step.emulated()
                    ? "run 'libguestfs-test-tool' to see where it stops"
                    : "unset LIBGUESTFS_BACKEND_SETTINGS"),
        late.failure());
  }

  private Attempt attempt(Step step, Optional<FastAppliance.Usable> own) {
    LaunchWatch.Limits limits = limits(step);
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
      configure(handle, step, own.filter(appliance -> step.own()));
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

  private void configure(Handle handle, Step step, Optional<FastAppliance.Usable> own) {
    handle.integer("set_backend", (library, g) -> library.guestfs_set_backend(g, "direct"));
    List<String> settings = new ArrayList<>(hypervisor.settings());
    if (step.emulated() && !hypervisor.forcesEmulation()) {
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
    if (System.getenv("LIBGUESTFS_CACHEDIR") == null) {
      // $TMPDIR is for this run; libguestfs would look for its appliance there, and make it anew.
      handle.integer("set_cachedir", (library, g) -> library.guestfs_set_cachedir(g, "/var/tmp"));
    }
    // The kernel ignores it; it marks qemu's command line, which names nothing else of the handle.
    String mark = "node_customize.appliance=" + handle.temporary().getFileName();
    handle.integer("set_append", (library, g) -> library.guestfs_set_append(g, mark));
    if (own.isPresent()) {
      String directory = own.get().directory().toString();
      handle.integer("set_path", (library, g) -> library.guestfs_set_path(g, directory));
    }
    if (step.verbose()) {
      handle.integer("set_verbose", (library, g) -> library.guestfs_set_verbose(g, 1));
    }
    // By itself qemu stops the machine where the host has no room, and waits for some.
    handle.integer(
        "config", (library, g) -> library.guestfs_config(g, "-global", "scsi-hd.werror=report"));
    Path program = hypervisor.boundToParent(config.cacheDirectory()).orElse(hypervisor.program());
    handle.integer("set_hv", (library, g) -> library.guestfs_set_hv(g, program.toString()));
    for (int index = 0; index < config.drives().size(); index++) {
      Drives.add(handle, config.drives().get(index), Drives.label(index));
    }
  }
}
