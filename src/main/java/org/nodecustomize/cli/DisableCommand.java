package org.nodecustomize.cli;

import java.util.List;
import org.nodecustomize.site.Services;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node-customize disable}. */
@Command(
    name = "disable",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize disable [options] UNIT... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {"Starts services no longer at boot, in the way that survives upgrades."})
final class DisableCommand extends SiteVerb {
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
    return Site.NONE.with(new Services(List.of(), units, List.of(), List.of()));
  }
}
