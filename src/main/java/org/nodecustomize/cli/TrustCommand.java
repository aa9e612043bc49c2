package org.nodecustomize.cli;

import java.util.List;
import org.nodecustomize.site.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code node-customize trust}. */
@Command(
    name = "trust",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize trust [options] FILE... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {"Makes nodes trust certificates of authorities."})
final class TrustCommand extends SiteVerb {
  @Parameters(
      paramLabel = "FILE... IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "Files with certificates in PEM, and last the image.")
  private List<String> arguments = List.of();

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(1, Integer.MAX_VALUE, "at least one file and an image");
  }

  @Override
  Site site(List<String> words) {
    return each("trust", words);
  }
}
