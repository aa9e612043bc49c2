package org.nodecustomize.cli;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.ItemWish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node-customize add-file}. */
@Command(
    name = "add-file",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize add-file [options] FILE PATH IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Places a file of this machine in a copy of an image; one that is there is replaced."
    })
final class AddFileCommand extends SiteVerb {
  @Mixin private OwnerOptions owner;

  @Parameters(
      paramLabel = "FILE PATH IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The file, its absolute path in the image, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "Its permissions in octal, for instance 0640. Default: 0755 or 0644, as the file is"
              + " executable or not.")
  private Optional<String> mode = Optional.empty();

  @Option(
      names = "--preset",
      description =
          "A path below /etc: make it a vendor's preset that a host's own file overrides.")
  private boolean preset;

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(2, 2, "a file, a path in the image, and an image");
  }

  @Override
  Site site(List<String> words) {
    ItemWish item =
        owner.on(
            ItemWish.EMPTY
                .with("source", "FILE", words.get(0))
                .with("path", "PATH", words.get(1))
                .with("mode", "--mode", mode));
    return wishes().item("files", preset ? item.with("intent", "--preset", "preset") : item).site();
  }
}
