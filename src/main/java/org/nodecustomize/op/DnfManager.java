package org.nodecustomize.op;

import java.util.List;

/** dnf 4, as EL8, EL9 and Fedora up to 40 have it. */
final class DnfManager implements PackageManager {

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    ManagerConfiguration configuration = new ManagerConfiguration(scratch);
    return ManagerConfiguration.environment(scratch)
        + configuration.script(
            "/etc/dnf/dnf.conf",
            operation,
            "logdir=%s/log\ninstall_weak_deps=False\nzchunk=False\n".formatted(scratch))
        + "exec dnf -y -c %s --nogpgcheck --setopt=strict=True install %s\n"
            .formatted(configuration.file(), ShellWord.quote(operation.files()));
  }

  @Override
  public List<TransactionFault> faults(List<String> transcript) {
    return TranscriptReader.faults(transcript, DnfManager::line);
  }

  private static void line(TranscriptReader reader) {
    reader
        .on("- nothing provides (.+) needed by (\\S+).*", m -> reader.unmet(m.group(1), m.group(2)))
        .on("- package (.+) (conflicts with|obsoletes) (.+)", m -> reader.conflict(m.group()))
        .on("- cannot install both (.+)", m -> reader.conflict(m.group()))
        .on("- (.+does not have a compatible architecture.*)", m -> reader.architecture(m.group(1)))
        .on("- (package .+ is filtered out by .+)", m -> reader.other(m.group(1)));
  }
}
