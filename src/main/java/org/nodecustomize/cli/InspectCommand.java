package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.InspectImage;
import org.nodecustomize.report.InspectReport;
import org.nodecustomize.report.InspectReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize inspect}. */
@Command(
    name = "inspect",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize inspect [options] IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Shows what an image is: container, file system, system, NVR, layout profile, kernels,"
          + " package manager and packages (all of them with --format json). Changes nothing."
    })
final class InspectCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;
  @Mixin private ReadOptions reading;

  @Parameters(paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Override
  public Integer call() {
    return new Run(root.terminal(), options, reading)
        .print(
            context -> {
              InspectReport report = new InspectImage(context).inspect(image);
              return options.json() ? InspectReports.json(report) : InspectReports.text(report);
            });
  }
}
