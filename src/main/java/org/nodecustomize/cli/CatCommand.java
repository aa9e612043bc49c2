package org.nodecustomize.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.LookIntoImage;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize cat}. */
@Command(
    name = "cat",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize cat [options] PATH IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Writes the content of a file of an image to standard output, byte by byte. Needs no"
          + " appliance where the image's file system is a clean ext4."
    })
final class CatCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private RunOptions options;
  @Mixin private ReadOptions reading;

  @Parameters(index = "0", paramLabel = "PATH", description = "An absolute path in the image.")
  private String path = "";

  @Parameters(index = "1", paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Override
  public Integer call() {
    return new Run(root.terminal(), options, reading)
        .print(
            context -> {
              PrintStream out = root.terminal().out();
              new LookIntoImage(context).copy(image, path, out);
              if (out.checkError()) {
                throw new HostException(Problem.of("the standard output cannot be written"));
              }
              return "";
            });
  }
}
