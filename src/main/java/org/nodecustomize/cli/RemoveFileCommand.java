package org.nodecustomize.cli;

import java.util.List;
import org.nodecustomize.site.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node-customize remove-file}. */
@Command(
    name = "remove-file",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize remove-file [options] PATH... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {"Removes files and directories in a copy of an image."})
final class RemoveFileCommand extends SiteVerb {
  @Parameters(
      paramLabel = "PATH... IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description =
          "Absolute paths in the image, in whose names *, ? and [...] match (quote them), and last the image.")
  private List<String> arguments = List.of();

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(1, Integer.MAX_VALUE, "at least one path and an image");
  }

  @Override
  Site site(List<String> words) {
    return each("remove", words);
  }
}
