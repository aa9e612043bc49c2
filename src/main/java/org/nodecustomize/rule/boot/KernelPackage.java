package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Set;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC503: imgbased finds kernels by their packages. */
@RuleInfo(
    id = "NC503",
    slug = "kernel-is-rpm",
    summary = "the kernel is in no package, or its package has no kernel in /boot",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG bootsetup.py: _get_kernel_files",
    fix = "install the kernel as a package")
public final class KernelPackage implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Set<String> names = context.packageNames();
    boolean split =
        names.stream().anyMatch(name -> name.startsWith("kernel") && name.endsWith("-core"));
    List<Nevra> kernels =
        context.image().facts().packages().stream()
            .map(InstalledPackage::nevra)
            .filter(
                n ->
                    split
                        ? n.name().startsWith("kernel") && n.name().endsWith("-core")
                        : n.name().equals("kernel"))
            .filter(n -> !n.name().contains("-modules-"))
            .toList();
    if (kernels.isEmpty()) {
      findings.add("/boot", "no package of a kernel is installed");
    }
    for (Nevra kernel : kernels) {
      String release = kernel.version() + "-" + kernel.release() + "." + kernel.arch();
      boolean there =
          Kernels.inBoot(context.files()).stream()
              .anyMatch(found -> found.equals(release) || found.startsWith(release + "+"));
      if (!there) {
        findings.add(
            "package " + kernel.name() + "-" + release,
            "is installed, but /boot/vmlinuz-" + release + " is missing");
      }
    }
  }
}
