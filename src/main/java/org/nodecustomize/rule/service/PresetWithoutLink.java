package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PresetFiles;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;
import org.nodecustomize.tree.FileNode;

/** NC402: a preset that will never be applied. */
@RuleInfo(
    id = "NC402",
    slug = "preset-without-link",
    summary = "a preset enables a unit that nothing pulls in",
    kind = CHANGE,
    severity = WARNING,
    consumer = "A7-AM (machine-id is set before the first boot, so presets are never applied)",
    fix = "enable the unit in the image")
public final class PresetWithoutLink implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    SystemdUnits units = SystemdUnits.of(context.files());
    PresetFiles presets = PresetFiles.of(context.files());
    Set<String> pulledIn =
        units.links().stream().map(SystemdUnits.Link::unit).collect(Collectors.toSet());
    Set<String> newPresets =
        context.changes().stream()
            .filter(change -> change.isNewContent() && change.path().endsWith(".preset"))
            .map(Change::path)
            .collect(Collectors.toSet());
    for (String directory : SystemdUnits.directories(context.files())) {
      for (String unit : context.files().names(directory)) {
        String path = directory + "/" + unit;
        Optional<PresetFiles.Line> line = presets.deciding(unit);
        boolean enabled = line.filter(PresetFiles.Line::enable).isPresent();
        boolean ours =
            enabled
                && (!context.baseFiles().has(path) || newPresets.contains(line.get().file()))
                && context.files().node(path).filter(FileNode::isRegular).isPresent();
        if (!ours || !wanted(units, path)) {
          continue;
        }
        for (String name : names(unit, path, line.get(), units)) {
          if (!pulledIn.contains(name)) {
            findings.add(
                path,
                (name.equals(unit) ? "" : name + " ")
                    + "is enabled by "
                    + line.get().file()
                    + ", but nothing pulls it in",
                "systemctl enable " + name + " in the image");
          }
        }
      }
    }
  }

  /** What a line enables: of a template the instances that it names, or else the default one. */
  private static List<String> names(
      String unit, String path, PresetFiles.Line line, SystemdUnits units) {
    int at = unit.indexOf("@.");
    if (at < 0) {
      return List.of(unit);
    }
    List<String> instances =
        line.instances().isEmpty()
            ? units.values(path, "Install", "DefaultInstance")
            : line.instances();
    return instances.stream()
        .map(instance -> unit.substring(0, at + 1) + instance + unit.substring(at + 1))
        .toList();
  }

  private static boolean wanted(SystemdUnits units, String path) {
    return !units.values(path, "Install", "WantedBy").isEmpty()
        || !units.values(path, "Install", "RequiredBy").isEmpty();
  }
}
