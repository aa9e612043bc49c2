package org.nodecustomize.cli;

import java.util.List;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.ItemWish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node-customize add-tree}. */
@Command(
    name = "add-tree",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize add-tree [options] DIR PATH IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Copies what a directory of this machine holds into a directory of a copy of an image."
    })
final class AddTreeCommand extends SiteVerb {
  @Mixin private OwnerOptions owner;

  @Parameters(
      paramLabel = "DIR PATH IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The directory, its absolute path in the image, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out what matches, relative to DIR. Repeatable.")
  private List<String> exclude = List.of();

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(2, 2, "a directory, a path in the image, and an image");
  }

  @Override
  Site site(List<String> words) {
    return wishes()
        .item(
            "trees",
            owner.on(
                ItemWish.EMPTY
                    .with("source", "DIR", words.get(0))
                    .with("path", "PATH", words.get(1))
                    .with("exclude", "--exclude", exclude)))
        .site();
  }
}
