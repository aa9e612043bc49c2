package org.nodecustomize.op;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** yum 3, as EL7 has it. */
final class YumManager implements PackageManager {
  private static final Pattern NEEDER = Pattern.compile("Error: Package: (\\S+) \\(.*");
  private static final Pattern REQUIREMENT = Pattern.compile("\\s+Requires: (.+)");

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    ManagerConfiguration configuration = new ManagerConfiguration(scratch);
    return ManagerConfiguration.environment(scratch)
        + configuration.script(
            "/etc/yum.conf",
            operation,
            "logfile=%s/log/yum.log\nskip_missing_names_on_install=0\n".formatted(scratch))
        + "exec yum -y -c %s --nogpgcheck install %s\n"
            .formatted(configuration.file(), ShellWord.quote(operation.files()));
  }

  @Override
  public List<TransactionFault> faults(List<String> transcript) {
    return TranscriptReader.faults(transcript, YumManager::line);
  }

  /** yum tells an unmet requirement in two lines, the package first. */
  private static void line(TranscriptReader reader) {
    Matcher needer = NEEDER.matcher(reader.previous());
    Matcher requirement = REQUIREMENT.matcher(reader.line());
    if (needer.matches() && requirement.matches()) {
      reader.unmet(requirement.group(1).strip(), needer.group(1));
    }
    reader
        .on("Error: (.+ conflicts with .+)", m -> reader.conflict(m.group(1)))
        .on(".*(Protected multilib versions: .+)", m -> reader.conflict(m.group(1)))
        .on("Cannot install package (.+)", m -> reader.other(m.group()))
        .on(
            "Cannot add package (.+)\\. Not a compatible architecture.*",
            m -> reader.architecture(m.group()));
  }
}
