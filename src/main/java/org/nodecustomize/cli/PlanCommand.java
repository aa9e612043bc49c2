package org.nodecustomize.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.PlanImage;
import org.nodecustomize.report.PlanReport;
import org.nodecustomize.report.PlanReports;
import org.nodecustomize.site.recipe.SiteReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() {
    WordsAndImage given = WordsAndImage.of(spec, arguments, 1, 1, "a recipe and an image");
    return new Run(root.terminal(), options)
        .print(
            context -> {
              PlanReport plan =
                  new PlanImage(context)
                      .plan(
                          given.image(),
                          SiteReader.read(
                              WordsAndImage.path(given.words().get(0)), recipe.settings()),
                          recipe.options());
              return options.json() ? PlanReports.json(plan) : PlanReports.text(plan);
            });
  }
}
