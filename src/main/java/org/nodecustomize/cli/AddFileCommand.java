package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Files;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.Site;
import picocli.CommandLine.Command;
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
          "Its permissions in octal, for instance 0640. Default: 0755 or 0644, as the file is executable or not.")
  private Optional<FileMode> mode = Optional.empty();

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
    Path file = WordsAndImage.path(words.get(0));
    FileItem item =
        new FileItem(
            origin(),
            words.get(1),
            HostFiles.source(file),
            mode.map(FileMode::bits).orElseGet(() -> HostFiles.isExecutable(file) ? 0755 : 0644),
            HostFiles.account(owner),
            HostFiles.account(group),
            preset ? Intent.PRESET : Intent.OVERRIDE,
            true,
            Collections.emptySortedMap(),
            Optional.empty());
    return Site.NONE.with(
        new Files(List.of(item), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
  }
}
