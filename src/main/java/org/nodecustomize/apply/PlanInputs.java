package org.nodecustomize.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.tree.Sha256;

/** What a plan's inputs are, in digests. */
final class PlanInputs {
  /** Of what is not there. */
  static final String NOTHING = "0".repeat(64);

  private static final int MOST_ENTRIES = 200_000;
  private static final int MOST_DEPTH = 64;

  private PlanInputs() {}

  /**
   * The sha256 of a file's content; of a directory, of every name below it with its kind, the right
   * to run it, and its content or the text of a link. In hex.
   *
   * @throws UsageException if something cannot be read, or there is more than anybody would copy
   */
  static String sha256(Path input) {
    if (!Files.exists(input)) {
      return NOTHING;
    }
    if (!Files.isDirectory(input)) {
      return InputDigests.sha256(input);
    }
    try (Stream<Path> walk = Files.walk(input, MOST_DEPTH)) {
      List<Path> all = walk.limit(MOST_ENTRIES + 1L).sorted().toList();
      if (all.size() > MOST_ENTRIES) {
        throw new UsageException(
            Problem.at(input.toString(), "more than %,d names in it".formatted(MOST_ENTRIES)));
      }
      Sha256 digest = new Sha256();
      for (Path one : all) {
        digest.part(input.relativize(one).toString()).part(content(one));
      }
      return digest.hex();
    } catch (IOException e) {
      throw new UsageException(
          Problem.at(input.toString(), "cannot be read: " + e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new UsageException(
          Problem.at(input.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link " + Files.readSymbolicLink(path);
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return (Files.isExecutable(path) ? "program " : "file ") + InputDigests.sha256(path);
    }
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "directory" : "other";
  }
}
