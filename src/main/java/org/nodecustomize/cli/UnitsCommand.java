package org.nodecustomize.cli;

import java.util.List;
import org.nodecustomize.site.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What is to become of units of systemd: one command for each list of the section {@code services}. */
abstract sealed class UnitsCommand extends SiteVerb {
  @Parameters(
      paramLabel = "UNIT... IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "Names of units as systemctl takes them, and last the image.")
  private List<String> arguments = List.of();

  private final String list;

  private UnitsCommand(String list) {
    this.list = list;
  }

  @Override
  final List<String> arguments() {
    return arguments;
  }

  @Override
  final Shape shape() {
    return new Shape(1, Integer.MAX_VALUE, "at least one unit and an image");
  }

  @Override
  final Site site(List<String> words) {
    return each(list, words);
  }

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
  static final class Enable extends UnitsCommand {
    Enable() {
      super("services.enabled");
    }
  }

  /** {@code node-customize disable}. */
  @Command(
      name = "disable",
      synopsisHeading = "usage: ",
      customSynopsis = "node-customize disable [options] UNIT... IMAGE",
      parameterListHeading = "%n",
      optionListHeading = "%noptions:%n",
      description = {"Starts services no longer at boot, in the way that survives upgrades."})
  static final class Disable extends UnitsCommand {
    Disable() {
      super("services.disabled");
    }
  }

  /** {@code node-customize mask}. */
  @Command(
      name = "mask",
      synopsisHeading = "usage: ",
      customSynopsis = "node-customize mask [options] UNIT... IMAGE",
      parameterListHeading = "%n",
      optionListHeading = "%noptions:%n",
      description = {"Makes services impossible to start, whoever asks for them."})
  static final class Mask extends UnitsCommand {
    Mask() {
      super("services.masked");
    }
  }
}
