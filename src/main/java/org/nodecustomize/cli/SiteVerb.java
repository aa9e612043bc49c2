package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.Wishes;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that does what one section of a recipe does, for a person at a shell. */
abstract class SiteVerb implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private RunOptions options;

  /** The words of the command line that are no options. */
  abstract List<String> arguments();

  /** How many words there are before the image, at least and at most, and how they are called. */
  record Shape(int fewest, int most, String expected) {}

  abstract Shape shape();

  /**
   * What the words and the options want.
   *
   * @throws org.nodecustomize.diag.UsageException with everything that is wrong with them
   */
  abstract Site site(List<String> words);

  /** Nothing wished yet, held against the table of recipes. */
  final Wishes wishes() {
    return Wishes.of(spec.name(), Path.of("").toAbsolutePath());
  }

  /** The words as items of a list of a recipe. */
  final Site each(String list, List<String> words) {
    Wishes wishes = wishes();
    words.forEach(word -> wishes.word(list, spec.name() + " " + word, word));
    return wishes.site();
  }

  @Override
  public Integer call() {
    Shape shape = shape();
    WordsAndImage given =
        WordsAndImage.of(spec, arguments(), shape.fewest(), shape.most(), shape.expected());
    Site site = site(given.words());
    Path image = given.image();
    return new Run(root.terminal(), options)
        .print(
            context -> {
              ChangeRequest request =
                  new ChangeRequest(
                      image,
                      output.policy(),
                      Optional.empty(),
                      output.recompression(),
                      output.keepWork());
              ChangeReport report =
                  new ChangeImage(context, Version.number()).apply(request, spec.name(), site);
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }
}
