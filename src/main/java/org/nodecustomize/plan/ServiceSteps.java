package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.op.system.DenyModules;
import org.nodecustomize.op.system.DisableUnit;
import org.nodecustomize.op.system.EnableUnit;
import org.nodecustomize.op.system.FirstbootScript;
import org.nodecustomize.op.system.Intent;
import org.nodecustomize.op.system.KernelArguments;
import org.nodecustomize.op.system.LoadModules;
import org.nodecustomize.op.system.MaskUnit;
import org.nodecustomize.op.system.ModuleOptions;
import org.nodecustomize.op.system.OfflineScript;
import org.nodecustomize.op.system.RebuildInitramfs;
import org.nodecustomize.op.system.ScriptCall;
import org.nodecustomize.op.system.SetSysctl;
import org.nodecustomize.op.system.UnitDropIn;
import org.nodecustomize.site.Kernel;
import org.nodecustomize.site.ScriptItem;
import org.nodecustomize.site.Scripts;
import org.nodecustomize.site.Services;
import org.nodecustomize.site.Stated;
import org.nodecustomize.tree.Bytes;

/** The steps of services, kernel and scripts. */
final class ServiceSteps {
  private ServiceSteps() {}

  static List<Step> of(Services wish) {
    List<Step> steps = new ArrayList<>();
    wish.dropIns()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.UNITS,
                        new UnitDropIn(
                            one.origin(),
                            one.unit(),
                            one.name().replaceFirst("\\.conf$", ""),
                            Contents.text(one.origin(), one.source()),
                            Intent.PRESET))));
    // What is named goes over what another unit would bring or take along.
    Set<String> enabled = Set.copyOf(values(wish.enabled()));
    Set<String> stopped =
        Stream.of(wish.disabled(), wish.masked())
            .flatMap(units -> values(units).stream())
            .collect(Collectors.toUnmodifiableSet());
    // A unit that is disabled may have a name that another one wants.
    wish.disabled()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.SERVICES,
                        new DisableUnit(one.origin(), one.value(), false, enabled))));
    wish.enabled()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.SERVICES, new EnableUnit(one.origin(), one.value(), stopped))));
    wish.masked()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(Phase.SERVICES, new MaskUnit(one.origin(), one.value(), false))));
    return steps;
  }

  static List<Step> of(Kernel wish) {
    List<Step> steps = new ArrayList<>();
    List<Stated<String>> arguments = new ArrayList<>(wish.arguments());
    arguments.addAll(wish.removedArguments());
    if (!arguments.isEmpty()) {
      steps.add(
          new Step.Edit(
              Phase.KERNEL,
              new KernelArguments(
                  arguments.get(0).origin(),
                  values(wish.arguments()),
                  values(wish.removedArguments()))));
    }
    if (!wish.load().isEmpty()) {
      steps.add(
          new Step.Edit(
              Phase.KERNEL, new LoadModules(wish.load().get(0).origin(), values(wish.load()))));
    }
    if (!wish.deny().isEmpty()) {
      steps.add(
          new Step.Edit(
              Phase.KERNEL, new DenyModules(wish.deny().get(0).origin(), values(wish.deny()))));
    }
    wish.moduleOptions()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.KERNEL, new ModuleOptions(one.origin(), one.name(), one.value()))));
    if (!wish.sysctl().isEmpty()) {
      steps.add(
          new Step.Edit(
              Phase.KERNEL,
              new SetSysctl(wish.sysctl().get(0).origin(), SystemSteps.byName(wish.sysctl()))));
    }
    steps.add(initramfs(wish));
    return steps;
  }

  /** Whatever a run is about, it may change what the initramfs is made from. */
  private static Step initramfs(Kernel wish) {
    return wish.initramfs()
        .map(
            one ->
                new Step.Initramfs(
                    new RebuildInitramfs(
                        one.origin(), RebuildInitramfs.When.valueOf(one.value().name())),
                    true))
        .orElseGet(
            () ->
                new Step.Initramfs(
                    new RebuildInitramfs(
                        new Origin("initramfs: auto", ""), RebuildInitramfs.When.AUTO),
                    false));
  }

  static List<Step> of(Scripts wish) {
    List<Step> steps = new ArrayList<>();
    for (ScriptItem item : wish.offline()) {
      Bytes text = Contents.bytes(item.origin(), item.source());
      OfflineScript script = new OfflineScript(item.origin(), call(item, text));
      Map<String, Bytes> parts = new TreeMap<>();
      parts.put("text", text);
      parts.put("arguments", Digests.bytes(String.join("\0", item.arguments())));
      item.environment()
          .forEach((name, value) -> parts.put("environment " + name, Digests.bytes(value)));
      steps.add(
          new Step.Command(
              Phase.SCRIPTS,
              new Step.When.Once(Digests.of("script " + item.name(), parts)),
              script.command()));
    }
    int number = 10;
    for (ScriptItem item : wish.firstboot()) {
      steps.add(
          new Step.Edit(
              Phase.FIRSTBOOT,
              new FirstbootScript(
                  item.origin(),
                  Math.min(99, number++),
                  call(item, Contents.bytes(item.origin(), item.source())))));
    }
    return steps;
  }

  private static ScriptCall call(ScriptItem item, Bytes text) {
    return new ScriptCall(
        item.name(), text, item.arguments(), item.environment(), item.timeLimit());
  }

  private static List<String> values(List<Stated<String>> wishes) {
    return wishes.stream().map(Stated::value).toList();
  }
}
