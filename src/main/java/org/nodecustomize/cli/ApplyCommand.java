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

  private ChangeReport apply(
      HostContext context, PlanFiles.Source source, boolean saved, ChangeRequest request) {
    ChangeImage run = new ChangeImage(context, Version.number());
    if (saved) {
      Planned planned =
          new PlanFiles(context, Version.number())
              .open(source.recipe(), request.image(), source.settings());
      return run.apply(request, spec.name(), planned);
    }
    return run.apply(request, spec.name(), source.read(), recipe.options());
  }

  private PlanReport plan(HostContext context, PlanFiles.Source source, boolean saved, Path image) {
    PlanReport report =
        saved
            ? new PlanFiles(context, Version.number())
                .look(source.recipe(), image, source.settings())
            : PlanCommand.planned(context, image, source, recipe, Optional.ofNullable(plan));
    if (grow != null) {
      report = report.noting("what is free is told as it is before '--grow'");
    }
    return output.recompression().isPresent()
        ? report.noting("all of the output is compressed anew, which takes minutes")
        : report;
  }

  /** Whether the wishes are a plan that was saved; what would do nothing beside it is refused. */
  private boolean requireUsable(PlanFiles.Source source) {
    if (commands != null) {
      recipe.requireNoneForCommands();
    }
    if (plan != null) {
      requireSavable();
    }
    boolean saved = !source.commands() && PlanFiles.isPlan(source.recipe());
    if (saved) {
      recipe.requireNothingBeyond(source.recipe());
      if (plan != null) {
        throw PlanCommand.plannedAlready(source.recipe());
      }
    }
    return saved;
  }

  private void requireSavable() {
    if (!dryRun) {
      throw new ParameterException(spec.commandLine(), "'--save-plan' is for '--dry-run' alone");
    }
    recipe.requireSavable();
    Optional<String> unsaved = grow == null ? output.given() : Optional.of("--grow");
    if (unsaved.isPresent()) {
      throw Exclusive.of(
          unsaved.get(),
          "--save-plan",
          "give it to the command that carries the plan out: node-customize apply PLAN IMAGE");
    }
  }

  @Override
  public Integer call() {
    WordsAndImage given =
        commands == null
            ? WordsAndImage.of(spec, arguments, 1, 1, "a recipe and an image")
            : WordsAndImage.of(spec, arguments, 0, 0, "an image, and no recipe beside commands");
    PlanFiles.Source source = source(given);
    boolean saved = requireUsable(source);
    Optional<ChangeRequest.Growth> growth =
        Optional.ofNullable(grow)
            .map(size -> new ChangeRequest.Growth(size.bytes(), size.relative()));
    return new Run(root.terminal(), options)
        .print(
            context -> {
              if (dryRun) {
                output.requireUsable(given.image());
                PlanReport report = plan(context, source, saved, given.image());
                return options.json() ? PlanReports.json(report) : PlanReports.text(report);
              }
              ChangeRequest request =
                  new ChangeRequest(
                      given.image(),
                      output.policy(),
                      growth,
                      output.recompression(),
                      output.keepWork());
              ChangeReport report = apply(context, source, saved, request);
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }
}
