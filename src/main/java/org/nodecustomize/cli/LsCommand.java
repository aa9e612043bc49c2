package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.LookIntoImage;
import org.nodecustomize.report.FileListing;
import org.nodecustomize.report.FileListings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize ls}. */
@Command(
    name = "ls",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize ls [-l] [options] PATH IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Lists a directory of an image, or tells one file of it. Needs no appliance where the image's"
          + " file system is a clean ext4."
    })
final class LsCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;
  @Mixin private ReadOptions reading;

  @Option(
      names = "-l",
      description =
          "Show type and mode, links, owner, group, SELinux label, size, time (UTC), target and"
              + " capabilities. A link itself is shown, unless PATH ends with a slash.")
  private boolean all;

  @Parameters(index = "0", paramLabel = "PATH", description = "An absolute path in the image.")
  private String path = "";

  @Parameters(index = "1", paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Override
  public Integer call() {
    return new Run(root.terminal(), options, reading)
        .print(
            context -> {
              boolean follow = path.endsWith("/") || !all;
              FileListing listing = new LookIntoImage(context).list(image, path, follow);
              if (options.json()) {
                return FileListings.json(listing);
              }
              return all ? FileListings.text(listing) : FileListings.names(listing);
            });
  }
}
