package org.nodecustomize.cli;

import picocli.CommandLine.Option;

/** Options of commands that look at an image. */
final class ReadOptions {
  @Option(
      names = "--through-appliance",
      description =
          "Read the image's files through an appliance, even where this program can read the file"
              + " system by itself: slower, and with the kernel's own reader.")
  boolean throughAppliance;
}
