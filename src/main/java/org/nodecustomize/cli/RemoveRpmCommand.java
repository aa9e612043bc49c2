package org.nodecustomize.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
    if (arguments.size() < 2) {
      throw new ParameterException(
          spec.commandLine(), "expected at least one package name and an image");
    }
    List<String> names = arguments.subList(0, arguments.size() - 1);
    String image = arguments.get(arguments.size() - 1);
    return new Run(root.terminal(), options)
        .print(
            context -> {
              ChangeRequest request =
                  new ChangeRequest(
                      path(image), output.policy(), Optional.empty(), output.recompression());
              ChangeReport report =
                  new ChangeImage(context, Version.number()).remove(request, names);
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException(
          Problem.at(name, "not a file name in this locale")
              .withHint("set a locale of UTF-8: LC_ALL=C.UTF-8 node-customize ..."),
          e);
    }
  }
}
