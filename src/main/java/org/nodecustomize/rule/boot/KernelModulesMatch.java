package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.LinkEnds;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC502: a kernel without its modules. */
@RuleInfo(
    id = "NC502",
    slug = "kernel-modules-match",
    summary = "a kernel and its modules do not match",
    kind = STATE,
    severity = ERROR,
    consumer = "A8-AM kernel-install add; dracut; depmod",
    fix =
        "install the packages of one kernel version completely, or remove the rest of the old one")
public final class KernelModulesMatch implements Rule {

  private static final Set<String> DRIVERS = Set.of("extra", "updates");

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    List<String> kernels =
        context.profile() == OSTREE ? Kernels.besideModules(files) : Kernels.inBoot(files);
    for (String kernel : kernels) {
      List<String> needed = new ArrayList<>(List.of("modules.builtin", "modules.dep"));
      if (!files.exists("/usr/sbin/new-kernel-pkg")) {
        needed.add("vmlinuz");
      }
      for (String name : needed) {
        String path = Kernels.modules(kernel) + "/" + name;
        if (!files.exists(path)) {
          findings.add(path, "is missing for kernel " + kernel);
        }
      }
    }
    for (String version : Kernels.withModules(files)) {
      if (!kernels.contains(version) && !isLinkedFrom(kernels, version, files)) {
        findings.add(
            WARNING, Kernels.modules(version), "has modules of a kernel that is not there");
      }
    }
  }

  /**
   * Whether a version has only modules of driver packages, which weak-modules(8) links to the kernels
   * that they fit.
   */
  private static boolean isLinkedFrom(List<String> kernels, String version, Snapshot files) {
    String modules = Kernels.modules(version) + "/";
    return DRIVERS.containsAll(files.names(Kernels.modules(version)))
        && kernels.stream()
            .flatMap(
                kernel -> files.below(Kernels.modules(kernel) + "/weak-updates").keySet().stream())
            .anyMatch(link -> LinkEnds.of(files, link).startsWith(modules));
  }
}
