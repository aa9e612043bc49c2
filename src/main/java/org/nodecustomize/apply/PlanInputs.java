package org.nodecustomize.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

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
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path one : all) {
        add(digest, input.relativize(one).toString());
        add(digest, content(one));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UsageException(
          Problem.at(input.toString(), "cannot be read: " + e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new UsageException(
          Problem.at(input.toString(), "cannot be read: " + e.getMessage()), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
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

  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
