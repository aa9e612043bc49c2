package org.nodecustomize.cli;

import java.util.Map;
import org.nodecustomize.apply.SiteOptions;
import picocli.CommandLine.Option;

/** Options of the commands that take a recipe. */
final class RecipeOptions {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Give a variable of the recipe another value. Repeatable.")
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--update-lock",
      description =
          "Resolve the packages anew instead of keeping to the recipe's lock file, which is written"
              + " again.")
  private boolean updateLock;

  Map<String, String> settings() {
    return settings;
  }

  SiteOptions options() {
    return new SiteOptions(updateLock);
  }
}
