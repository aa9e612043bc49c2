package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.WhyPath;
import org.nodecustomize.report.WhyReport;
import org.nodecustomize.report.WhyReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize why}. */
@Command(
    name = "why",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize why [options] PATH IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Tells why a path of an image is as it is: which package has it and whether it is as the"
          + " package brought it; which step of which recipe changed it, by the record that is kept"
          + " in the image; what it is a pristine copy of; what sealing did. Needs no appliance."
    })
final class WhyCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;

  @Parameters(index = "0", paramLabel = "PATH", description = "An absolute path in the image.")
  private String path = "";

  @Parameters(index = "1", paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Override
  public Integer call() {
    return new Run(root.terminal(), options)
        .print(
            context -> {
              WhyReport report = new WhyPath(context).why(image, path);
              return options.json() ? WhyReports.json(report) : WhyReports.text(report);
            });
  }
}
