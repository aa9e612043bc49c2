package org.nodecustomize.cli;

import java.util.concurrent.Callable;
import org.nodecustomize.apply.OwnAppliance;
import org.nodecustomize.guestfs.FastAppliance;
import org.nodecustomize.report.ApplianceReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize appliance}. */
@Command(
    name = "appliance",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize appliance [options] build|status|remove",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Manages the appliance that this program makes for itself, from libguestfs' own one, because"
          + " it starts in half the time. The first run by emulation makes it unasked."
    })
final class ApplianceCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;

  /** What to do with the appliance. */
  enum Action {
    BUILD,
    STATUS,
    REMOVE
  }

  @Parameters(
      paramLabel = "build|status|remove",
      description = "Make it anew, tell where and how large it is, or remove it.")
  private Action action = Action.STATUS;

  @Override
  public Integer call() {
    return new Run(root.terminal(), options)
        .print(
            context -> {
              OwnAppliance appliance = new OwnAppliance(context);
              FastAppliance.Status status =
                  switch (action) {
                    case BUILD -> appliance.build();
                    case STATUS -> appliance.status();
                    case REMOVE -> appliance.remove();
                  };
              return options.json() ? ApplianceReports.json(status) : ApplianceReports.text(status);
            });
  }
}
