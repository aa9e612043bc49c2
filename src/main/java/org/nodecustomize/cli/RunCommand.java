package org.nodecustomize.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.nodecustomize.site.ScriptItem;
import org.nodecustomize.site.Scripts;
import org.nodecustomize.site.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
  @Parameters(
      paramLabel = "SCRIPT IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "A script of this machine, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      description = "End it after this time; it counts as failed. Default: ${DEFAULT-VALUE}.")
  private int seconds = 300;

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
    Path file = WordsAndImage.path(words.get(0));
    ScriptItem script =
        new ScriptItem(
            origin(),
            HostFiles.name(file),
            HostFiles.source(file),
            List.of(),
            Collections.emptySortedMap(),
            Duration.ofSeconds(seconds));
    return Site.NONE.with(
        firstboot
            ? new Scripts(List.of(), List.of(script))
            : new Scripts(List.of(script), List.of()));
  }
}
