package org.nodecustomize.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The arguments of a command that takes words and, last, an image. Options may stand anywhere
 * between them, which is why they are counted here and not by the parser.
 */
record WordsAndImage(List<String> words, Path image) {

  WordsAndImage {
    words = List.copyOf(words);
  }

  /**
   * Takes the arguments apart.
   *
   * @param expected what is missing where there are too few or too many, for instance {@code a user
   *     name and an image}
   */
  static WordsAndImage of(
      CommandSpec spec, List<String> arguments, int fewest, int most, String expected) {
    if (arguments.size() < fewest + 1 || arguments.size() > (long) most + 1) {
      throw new ParameterException(spec.commandLine(), "expected " + expected);
    }
    int last = arguments.size() - 1;
    return new WordsAndImage(arguments.subList(0, last), path(arguments.get(last)));
  }

  /** A file name of this machine. */
  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException(
          Problem.at(name, "not a file name in this locale")
              .withHint("set a locale of UTF-8: LC_ALL=C.UTF-8 node-customize ..."),
          e);
    }
  }
}
