package org.nodecustomize.op;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.op.TranscriptReader.Form;

/** yum 3, as EL7 has it. */
final class YumManager implements PackageManager {
  private static final Pattern NEEDER = Pattern.compile("Error: Package: (\\S+) \\(.*");
  private static final Pattern REQUIREMENT = Pattern.compile("\\s+Requires: (.+)");

  /** Words of yum's own (cli.py, depsolve.py, rpmtrans.py). */
  private static final List<Form> FORMS =
      List.of(
          new Form("(\\S+ conflicts with .+)", (reader, m) -> reader.conflict(m.group(1))),
          new Form(
              ".*(Protected multilib versions: .+)", (reader, m) -> reader.conflict(m.group(1))),
          new Form("(Cannot install package .+)", (reader, m) -> reader.other(m.group(1))),
          new Form(
              "(Cannot add package .+)\\. Not a compatible architecture.*",
              (reader, m) -> reader.architecture(m.group())),
          new Form(
              "(?:.*/)?([^/ ]+): (does not update installed package)\\.",
              (reader, m) -> reader.conflict(m.group(1) + " " + m.group(2))),
          new Form(
              "(Non-fatal \\S+ scriptlet failure in rpm package .+|"
                  + "Error in \\S+ scriptlet in rpm package .+)",
              (reader, m) -> reader.addWeak(new TransactionFault.Scriptlet(m.group(1)))));

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
    return TranscriptReader.faults(transcript, FORMS, YumManager::requirement);
  }

  /** yum tells an unmet requirement in two lines, the package first. */
  private static void requirement(TranscriptReader reader) {
    Matcher needer = NEEDER.matcher(reader.previous());
    Matcher requirement = REQUIREMENT.matcher(reader.line());
    if (needer.matches() && requirement.matches()) {
      reader.unmet(requirement.group(1).strip(), needer.group(1));
    }
  }
}
