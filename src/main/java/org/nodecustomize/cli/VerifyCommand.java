package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.VerifyImage;
import org.nodecustomize.report.ByteSizes;
import org.nodecustomize.report.VerifyReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize verify}. */
@Command(
    name = "verify",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize verify [options] IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Reads every block and every table of an image's squashfs, without an appliance, and says"
          + " what is damaged."
    })
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;

  @Parameters(paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Override
  public Integer call() {
    return new Run(root.terminal(), options)
        .print(
            context -> {
              long bytes = new VerifyImage(context).verify(image);
              return options.json()
                  ? VerifyReports.json(image, bytes)
                  : "%s is sound (%s read)%n".formatted(image, ByteSizes.text(bytes));
            });
  }
}
