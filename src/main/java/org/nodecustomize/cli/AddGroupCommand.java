package org.nodecustomize.cli;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.ItemWish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node-customize add-group}. */
@Command(
    name = "add-group",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize add-group [options] NAME IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {"Makes a group in a copy of an image, or adds members to one that is there."})
final class AddGroupCommand extends SiteVerb {
  @Parameters(
      paramLabel = "NAME IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The name, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--gid",
      paramLabel = "NUMBER",
      description = "Its number. Default: the next free one.")
  private Optional<String> gid = Optional.empty();

  @Option(
      names = "--members",
      paramLabel = "USER",
      split = ",",
      description = "Its members. Repeatable, or separated by commas.")
  private List<String> members = List.of();

  @Option(names = "--system", description = "A group for a service: a small number.")
  private boolean system;

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(1, 1, "a name and an image");
  }

  @Override
  Site site(List<String> words) {
    return wishes()
        .item(
            "groups",
            ItemWish.EMPTY
                .with("name", "NAME", words.get(0))
                .with("gid", "--gid", gid)
                .with("members", "--members", members)
                .with("system", "--system", system))
        .site();
  }
}
