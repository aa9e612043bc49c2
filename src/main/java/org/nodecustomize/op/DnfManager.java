package org.nodecustomize.op;

import java.util.List;
import org.nodecustomize.op.TranscriptReader.Form;

/** dnf 4, as EL8, EL9 and Fedora up to 40 have it. */
final class DnfManager implements PackageManager {
  private static final String ITEM = "(?:- |Problem(?: [0-9]+)?: )";

  /** The solver's rules as libdnf words them (goal/Goal.cpp); steps of its search tell nothing. */
  private static final List<Form> FORMS =
      List.of(
          new Form(
              ITEM + "nothing provides (.+) needed by (\\S+).*",
              (reader, m) -> reader.unmet(m.group(1), m.group(2))),
          new Form(
              ITEM + "(package .+ (?:conflicts with|obsoletes) .+)",
              (reader, m) -> reader.conflict(m.group(1))),
          new Form(
              ITEM + "(package .+ does not have a compatible architecture.*)",
              (reader, m) -> reader.architecture(m.group(1))),
          new Form(
              ITEM + "(package .+ is filtered out by .+)", (reader, m) -> reader.other(m.group(1))),
          new Form(
              ITEM + "package (\\S+).* requires (.+), but none of the providers can be installed.*",
              (reader, m) -> reader.addWeak(new TransactionFault.Unmet(m.group(2), m.group(1)))),
          new Form(
              ITEM + "(cannot install both .+)",
              (reader, m) -> reader.addWeak(new TransactionFault.Conflict(m.group(1)))),
          new Form(
              "(Error in \\S+ scriptlet in rpm package .+)",
              (reader, m) -> reader.addWeak(new TransactionFault.Scriptlet(m.group(1)))));

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    ManagerConfiguration configuration = new ManagerConfiguration(scratch);
    return ManagerConfiguration.environment(scratch)
        + configuration.script(
            "/etc/dnf/dnf.conf",
            operation,
            "logdir=%s/log\ninstall_weak_deps=%s\nzchunk=False\n"
                .formatted(scratch, operation.weakDependencies() ? "True" : "False"))
        + "exec dnf -y -c %s --nogpgcheck --setopt=strict=True install %s\n"
            .formatted(configuration.file(), ShellWord.quote(operation.files()));
  }

  @Override
  public List<TransactionFault> faults(List<String> transcript) {
    return TranscriptReader.faults(transcript, FORMS);
  }
}
