package org.nodecustomize.cli;

import java.util.List;
import org.nodecustomize.site.Services;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node-customize enable}. */
@Command(
    name = "enable",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize enable [options] UNIT... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Starts services at boot, in the way that survives upgrades: links below /usr, and a preset."
    })
final class EnableCommand extends SiteVerb {
  @Parameters(
      paramLabel = "UNIT... IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "Names of units as systemctl takes them, and last the image.")
  private List<String> arguments = List.of();

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(1, Integer.MAX_VALUE, "at least one unit and an image");
  }

  @Override
  Site site(List<String> words) {
    List<Stated<String>> units =
        words.stream().map(word -> new Stated<>(origin(word), word)).toList();
    return Site.NONE.with(new Services(units, List.of(), List.of(), List.of()));
  }
}
