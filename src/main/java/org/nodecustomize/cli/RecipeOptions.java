package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nodecustomize.apply.SiteOptions;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import picocli.CommandLine.Option;

/** Options of the commands that take a recipe. */
final class RecipeOptions {
  private static final String SET = "--set";
  private static final String UPDATE_LOCK = "--update-lock";
  private static final String NETWORK = "--network";

  @Option(
      names = SET,
      paramLabel = "NAME=VALUE",
      description = "Give a variable of the recipe another value. Repeatable.")
  private List<String> settings = List.of();

  @Option(
      names = UPDATE_LOCK,
      description =
          "Resolve the packages anew instead of keeping to the recipe's lock file, which is written"
              + " again.")
  private boolean updateLock;

  @Option(
      names = NETWORK,
      description =
          "Let this program get packages from the servers that the recipe's repositories name; the"
              + " image's programs have no network all the same.")
  private boolean network;

  /**
   * Values of variables by name.
   *
   * @throws UsageException with everything that is wrong with them
   */
  Map<String, String> settings() {
    Map<String, String> values = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        problems.add(Problem.at(SET, "expected NAME=VALUE but was \"" + setting + "\""));
        continue;
      }
      String name = setting.substring(0, equals);
      if (values.putIfAbsent(name, setting.substring(equals + 1)) != null) {
        problems.add(Problem.at(SET, "\"" + name + "\" is set twice"));
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return values;
  }

  SiteOptions options() {
    return new SiteOptions(network, updateLock);
  }

  /** A plan that is saved must be able to hold: nothing that may be another tomorrow goes into it. */
  void requireSavable() {
    if (updateLock) {
      throw Exclusive.of(
          UPDATE_LOCK,
          "--save-plan",
          "write the lock file first: node-customize apply --update-lock SITE IMAGE");
    }
    if (network) {
      throw Exclusive.of(
          NETWORK,
          "--save-plan",
          "copy the packages, and name their directory in the recipe: dnf download --resolve NAME");
    }
  }

  /** What is done was settled when the plan was saved; only values that it does not keep are needed. */
  void requireNothingBeyond(Path plan) {
    if (updateLock || network) {
      throw new UsageException(
          Problem.at(
                  plan.toString(),
                  "a saved plan leaves '%s' nothing to do"
                      .formatted(updateLock ? UPDATE_LOCK : NETWORK))
              .withHint("leave the option out, or give the recipe instead of the plan"));
    }
  }

  /** A command file has neither variables nor repositories. */
  void requireNoneForCommands() {
    if (!settings.isEmpty() || updateLock || network) {
      throw Exclusive.of(
          !settings.isEmpty() ? SET : updateLock ? UPDATE_LOCK : NETWORK,
          "--commands-from-file",
          "the option is for recipes: leave it out, or write a recipe");
    }
  }
}
