package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.apply.HostContext;
import org.nodecustomize.apply.PlanFiles;
import org.nodecustomize.apply.Planned;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import org.nodecustomize.report.PlanReport;
import org.nodecustomize.report.PlanReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize apply}. */
@Command(
    name = "apply",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize apply [options] SITE IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Does all that a recipe wants to a copy of an image: packages, files, accounts, services,"
          + " settings, scripts; then makes it survive upgrades. Done twice, it changes nothing"
          + " the second time. The format is described in node-customize-site(5)."
    })
final class ApplyCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private RunOptions options;
  @Mixin private RecipeOptions recipe;

  @Parameters(
      paramLabel = "SITE IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The recipe, a YAML file, or a saved plan, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only show what would be done, as 'node-customize plan' does.")
  private boolean dryRun;

  @Option(
      names = "--grow",
      paramLabel = "SIZE",
      description = "Enlarge the file system first, to SIZE or by +SIZE (for instance +1G).")
  private @Nullable ByteSize grow;

  @Option(
      names = "--commands-from-file",
      paramLabel = "FILE",
      description =
          "Read the wishes from a file of virt-customize's commands instead of a recipe; what"
              + " cannot be honoured is refused with its line.")
  private @Nullable Path commands;

  @Option(
      names = "--save-plan",
      paramLabel = "FILE",
      description = "With --dry-run: save the plan there, as 'node-customize plan' does.")
  private @Nullable Path plan;

  private PlanFiles.Source source(WordsAndImage given) {
    return commands == null
        ? new PlanFiles.Source(WordsAndImage.path(given.words().get(0)), false, recipe.settings())
        : new PlanFiles.Source(commands, true, recipe.settings());
  }

  private ChangeReport apply(HostContext context, WordsAndImage given, ChangeRequest request) {
    ChangeImage run = new ChangeImage(context, Version.number());
    PlanFiles.Source source = source(given);
    if (!source.commands() && PlanFiles.isPlan(source.recipe())) {
      Planned planned =
          new PlanFiles(context, Version.number())
              .open(source.recipe(), given.image(), recipe.settings());
      return run.apply(request, spec.name(), planned);
    }
    return run.apply(request, spec.name(), source.read(), recipe.options());
  }

  @Override
  public Integer call() {
    WordsAndImage given =
        commands == null
            ? WordsAndImage.of(spec, arguments, 1, 1, "a recipe and an image")
            : WordsAndImage.of(spec, arguments, 0, 0, "an image, and no recipe beside commands");
    if (plan != null && !dryRun) {
      throw new ParameterException(spec.commandLine(), "'--save-plan' is for '--dry-run' alone");
    }
    Optional<ChangeRequest.Growth> growth =
        Optional.ofNullable(grow)
            .map(size -> new ChangeRequest.Growth(size.bytes(), size.relative()));
    return new Run(root.terminal(), options)
        .print(
            context -> {
              if (dryRun) {
                PlanReport report =
                    PlanCommand.planned(
                        context, given.image(), source(given), recipe, Optional.ofNullable(plan));
                return options.json() ? PlanReports.json(report) : PlanReports.text(report);
              }
              ChangeRequest request =
                  new ChangeRequest(
                      given.image(),
                      output.policy(),
                      growth,
                      output.recompression(),
                      output.keepWork());
              ChangeReport report = apply(context, given, request);
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }
}
