package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.Wishes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node-customize set}. */
@Command(
    name = "set",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize set [options] KEY=VALUE... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Changes settings in a copy of an image, as the keys of a recipe do. KEY is hostname,"
          + " timezone, locale, keymap, selinux (enforcing, permissive, disabled), sysctl.NAME or"
          + " kernel.arguments (words to add to the command line of the kernel)."
    })
final class SetCommand extends SiteVerb {
  private static final String SYSCTL = "sysctl.";
  private static final String ARGUMENTS = "kernel.arguments";
  private static final List<String> KEYS =
      List.of("hostname", "timezone", "locale", "keymap", "selinux", ARGUMENTS, "sysctl.NAME");

  @Parameters(
      paramLabel = "KEY=VALUE IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "Settings, then the image.")
  private List<String> arguments = List.of();

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(
        1, Integer.MAX_VALUE - 1, "settings such as timezone=Europe/Berlin, and an image");
  }

  @Override
  Site site(List<String> words) {
    return wishes(words);
  }

  /**
   * What settings want.
   *
   * @throws UsageException with everything that is wrong with them
   */
  static Site wishes(List<String> words) {
    List<Problem> problems = new ArrayList<>();
    Wishes wishes = Wishes.of("set", Path.of("").toAbsolutePath());
    Set<String> seen = new HashSet<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        problems.add(Problem.at("set", "expected KEY=VALUE but was \"" + word + "\""));
        continue;
      }
      String key = word.substring(0, equals);
      if (!seen.add(key) && !key.equals(ARGUMENTS)) {
        problems.add(Problem.at("set", "\"" + key + "\" is set twice"));
        continue;
      }
      add(wishes, key, word.substring(equals + 1), problems);
    }
    try {
      Site site = wishes.site();
      if (problems.isEmpty()) {
        return site;
      }
    } catch (UsageException e) {
      problems.addAll(e.problems());
    }
    throw new UsageException(problems);
  }

  private static void add(Wishes wishes, String key, String value, List<Problem> problems) {
    if (key.startsWith(SYSCTL)) {
      wishes.named("kernel.sysctl", key.substring(SYSCTL.length()), value);
    } else if (key.equals(ARGUMENTS)) {
      for (String argument : value.strip().split("\\s+", -1)) {
        wishes.word(ARGUMENTS, "set", argument);
      }
    } else if (key.equals("selinux")) {
      wishes.value("selinux.mode", value);
    } else if (KEYS.contains(key)) {
      wishes.value(key, value);
    } else {
      Problem unknown = Problem.at("set", "unknown key \"" + key + "\"");
      problems.add(
          Spelling.nearest(key, KEYS)
              .map(known -> unknown.withHint("did you mean \"" + known + "\"?"))
              .orElseGet(() -> unknown.withHint("known are " + String.join(", ", KEYS))));
    }
  }
}
