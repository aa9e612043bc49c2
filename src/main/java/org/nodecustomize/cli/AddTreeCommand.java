package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.nodecustomize.site.Files;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.TreeItem;
import picocli.CommandLine.Command;
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
  @Parameters(
      paramLabel = "DIR PATH IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The directory, its absolute path in the image, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "Who owns it: a name that the image has, or a number. Default: root.")
  private String owner = "0";

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Its group: a name that the image has, or a number. Default: root.")
  private String group = "0";

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
    Path directory = WordsAndImage.path(words.get(0));
    HostFiles.requireDirectory(directory);
    TreeItem item =
        new TreeItem(
            origin(),
            words.get(1),
            directory,
            OptionalInt.empty(),
            0755,
            HostFiles.account(owner),
            HostFiles.account(group),
            exclude,
            Intent.OVERRIDE,
            true);
    return Site.NONE.with(
        new Files(List.of(), List.of(), List.of(item), List.of(), List.of(), List.of(), List.of()));
  }
}
