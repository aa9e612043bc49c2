package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC608: a package that a node needs is gone. */
@RuleInfo(
    id = "NC608",
    slug = "essential-removed",
    summary = "a package that the system needs was removed",
    kind = CHANGE,
    severity = ERROR,
    consumer = "the system itself; dnf (protected.d)",
    fix = "install it again")
public final class EssentialRemoved implements Rule {
  private static final Set<String> NAMES =
      Set.of(
          "NetworkManager",
          "bash",
          "device-mapper-multipath",
          "dnf",
          "dracut",
          "firewalld",
          "glibc",
          "imgbased",
          "kernel",
          "kernel-core",
          "libvirt",
          "lvm2",
          "openssh-server",
          "ovirt-host",
          "ovirt-release-host-node",
          "policycoreutils",
          "python3-imgbased",
          "rpm",
          "selinux-policy-targeted",
          "systemd",
          "vdsm",
          "yum");

  @Override
  public void check(RuleContext context, Findings findings) {
    Set<String> before =
        new TreeSet<>(
            context
                .requiredBase()
                .packageNames()
                .orElseThrow(
                    () ->
                        new OperationException(
                            Problem.of("the rpm database of the base was not read"))));
    before.removeAll(context.packageNames());
    Set<String> guarded = guarded(context.baseFiles());
    for (String name : before) {
      if (NAMES.contains(name) || name.startsWith("grub2") || name.startsWith("shim")) {
        findings.add("package " + name, "was removed");
      } else if (guarded.contains(name)) {
        findings.add("package " + name, "was removed, although the image protects it");
      }
    }
  }

  private static Set<String> guarded(Snapshot files) {
    Set<String> names = new HashSet<>();
    for (String directory : List.of("/etc/dnf/protected.d", "/etc/yum/protected.d")) {
      for (String name : files.names(directory)) {
        if (name.endsWith(".conf")) {
          names.addAll(files.lines(directory + "/" + name));
        }
      }
    }
    return names;
  }
}
