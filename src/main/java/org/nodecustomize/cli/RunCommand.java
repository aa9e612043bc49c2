package org.nodecustomize.cli;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.ItemWish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code node-customize run}. */
@Command(
    name = "run",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize run [options] SCRIPT IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Runs a script in a copy of an image, as root and without a network, and keeps what it changes."
    })
final class RunCommand extends SiteVerb {
  private static final int LONGEST_NAME = 64;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SCRIPT IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "A script of this machine, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "End it after this time, in seconds or as 10m or 1h; it counts as failed. Default: 5m.")
  private Optional<String> limit = Optional.empty();

  @Option(
      names = "--firstboot",
      description = "Run it on each node, once, when it boots the image first.")
  private boolean firstboot;

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(1, 1, "a script and an image");
  }

  @Override
  Site site(List<String> words) {
    if (firstboot && limit.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "'--time-limit' is for a script that runs in the image now");
    }
    ItemWish script =
        ItemWish.EMPTY
            .with("source", "SCRIPT", words.get(0))
            .with("name", "SCRIPT", name(words.get(0)))
            .with("timeLimit", "--time-limit", limit.map(RunCommand::duration));
    return wishes().item(firstboot ? "scripts.firstboot" : "scripts.offline", script).site();
  }

  /** What a script is called in messages and on the node: its file's name without what units can't have. */
  private static Optional<String> name(String file) {
    String last = file.substring(file.lastIndexOf('/') + 1).replaceFirst("(?<=.)\\.[^.]*$", "");
    String plain = last.replaceAll("[^A-Za-z0-9_-]", "-").replaceFirst("^[_-]+", "");
    return Optional.of(plain.substring(0, Math.min(plain.length(), LONGEST_NAME)))
        .filter(name -> !name.isEmpty());
  }

  private static String duration(String text) {
    return text.matches("[1-9][0-9]*") ? text + "s" : text;
  }
}
