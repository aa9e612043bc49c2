package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.HostContext;
import org.nodecustomize.apply.PlanFiles;
import org.nodecustomize.apply.PlanImage;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.report.PlanReport;
import org.nodecustomize.report.PlanReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize plan}. */
@Command(
    name = "plan",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize plan [options] SITE IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Shows what 'node-customize apply' would do to an image, in which order and why, and what is"
          + " wrong with it, without an appliance; changes nothing."
    })
final class PlanCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;
  @Mixin private RecipeOptions recipe;

  @Parameters(
      paramLabel = "SITE IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The recipe, a YAML file, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--save-plan",
      paramLabel = "FILE",
      description =
          "Save the plan there, for 'node-customize apply FILE IMAGE': it does exactly that, or"
              + " refuses where anything is another by then.")
  private @Nullable Path plan;

  @Override
  public Integer call() {
    WordsAndImage given = WordsAndImage.of(spec, arguments, 1, 1, "a recipe and an image");
    PlanFiles.Source source =
        new PlanFiles.Source(WordsAndImage.path(given.words().get(0)), false, recipe.settings());
    if (plan != null) {
      recipe.requireSavable();
    }
    if (PlanFiles.isPlan(source.recipe())) {
      throw plannedAlready(source.recipe());
    }
    return new Run(root.terminal(), options)
        .print(
            context -> {
              PlanReport report =
                  planned(context, given.image(), source, recipe, Optional.ofNullable(plan));
              return options.json() ? PlanReports.json(report) : PlanReports.text(report);
            });
  }

  /** A plan is no recipe. */
  static UsageException plannedAlready(Path file) {
    return new UsageException(
        Problem.at(file.toString(), "expected a recipe but was a saved plan")
            .withHint(
                "whether it still holds is told by: node-customize apply --dry-run %s IMAGE"
                    .formatted(file)));
  }

  /** Plans, and saves the plan where a file is named for it. */
  static PlanReport planned(
      HostContext context,
      Path image,
      PlanFiles.Source source,
      RecipeOptions recipe,
      Optional<Path> save) {
    return save.isPresent()
        ? new PlanFiles(context, Version.number()).save(save.get(), image, source)
        : new PlanImage(context).plan(image, source.read(), recipe.options());
  }
}
