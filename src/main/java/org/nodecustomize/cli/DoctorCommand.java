package org.nodecustomize.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.Doctor;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.report.MachineCheck;
import org.nodecustomize.report.MachineReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize doctor}. */
@Command(
    name = "doctor",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize doctor [options]",
    optionListHeading = "%noptions:%n",
    description = {
      "Finds out whether this machine can do the work: each check with its fix. Exit code 6 where"
          + " something is missing."
    })
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    boolean[] missing = {false};
    int code =
        new Run(root.terminal(), options)
            .print(
                context -> {
                  List<MachineCheck> checks = new Doctor(context).examine();
                  missing[0] =
                      checks.stream().anyMatch(c -> c.state() == MachineCheck.State.MISSING);
                  return options.json() ? MachineReports.json(checks) : MachineReports.text(checks);
                });
    return code == 0 && missing[0] ? ExitCode.HOST.code() : code;
  }
}
