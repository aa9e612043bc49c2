package org.nodecustomize.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize remove-rpm}. */
@Command(
    name = "remove-rpm",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize remove-rpm [options] NAME... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Removes packages in a copy of an image, with the image's own rpm. Nothing that other"
          + " packages need is removed."
    })
final class RemoveRpmCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private RunOptions options;

  @Parameters(
      paramLabel = "NAME... IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "Names of installed packages, and last the image.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() {
    WordsAndImage given =
        WordsAndImage.of(
            spec, arguments, 1, Integer.MAX_VALUE, "at least one package name and an image");
    return new Run(root.terminal(), options)
        .print(
            context -> {
              ChangeRequest request =
                  new ChangeRequest(
                      given.image(),
                      output.policy(),
                      Optional.empty(),
                      output.recompression(),
                      output.keepWork());
              ChangeReport report =
                  new ChangeImage(context, Version.number()).remove(request, given.words());
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }
}
