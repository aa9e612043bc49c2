package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.apply.PlanImage;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import org.nodecustomize.report.PlanReport;
import org.nodecustomize.report.PlanReports;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.CommandFile;
import org.nodecustomize.site.recipe.SiteReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      description = "The recipe, a YAML file, and last the image.")
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

  private Site site(WordsAndImage given) {
    return commands == null
        ? SiteReader.read(WordsAndImage.path(given.words().get(0)), recipe.settings())
        : CommandFile.read(commands);
  }

  @Override
  public Integer call() {
    WordsAndImage given =
        commands == null
            ? WordsAndImage.of(spec, arguments, 1, 1, "a recipe and an image")
            : WordsAndImage.of(spec, arguments, 0, 0, "an image, and no recipe beside commands");
    Optional<ChangeRequest.Growth> growth =
        Optional.ofNullable(grow)
            .map(size -> new ChangeRequest.Growth(size.bytes(), size.relative()));
    return new Run(root.terminal(), options)
        .print(
            context -> {
              Site site = site(given);
              if (dryRun) {
                PlanReport plan =
                    new PlanImage(context).plan(given.image(), site, recipe.options());
                return options.json() ? PlanReports.json(plan) : PlanReports.text(plan);
              }
              ChangeRequest request =
                  new ChangeRequest(given.image(), output.policy(), growth, output.recompression());
              ChangeReport report =
                  new ChangeImage(context, Version.number())
                      .apply(request, "apply", site, recipe.options());
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }
}
