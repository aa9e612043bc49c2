package org.nodecustomize.seal.label;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.tree.NodeType;

/** Our reading of file_contexts against that of libselinux, on policies made at random. */
class FileContextsIT {
  private static final Map<NodeType, String> TYPES =
      Map.of(
          NodeType.REGULAR, "file",
          NodeType.DIRECTORY, "dir",
          NodeType.LINK, "lnk_file",
          NodeType.FIFO, "pipe",
          NodeType.SOCKET, "sock_file",
          NodeType.CHARACTER_DEVICE, "chr_file",
          NodeType.BLOCK_DEVICE, "blk_file");

  private static final List<String> PARTS =
      List.of("etc", "usr", "var", "lib", "lib64", "a", "ab", "b.c", "x-1", "x-12", "conf.d", "+");

  private static final List<String> ATOMS =
      List.of(
          "etc",
          "usr",
          "var",
          "lib",
          "lib(64)?",
          "a",
          "ab?",
          "b\\.c",
          "b.c",
          "x-[0-9]+",
          "x-[[:digit:]]{1,2}",
          "[^/]+",
          "[^/]*",
          ".*",
          "(a|ab)",
          "(?:lib|var)*",
          "conf\\.d",
          "\\+",
          "x-\\d{2,}",
          "[a-c]{0,2}",
          "\\w+?",
          "(a+b*)+",
          "[]a]",
          "[a\\-]",
          "x{2",
          "\\S+");

  @TempDir private Path directory;

  @BeforeAll
  static void tools() {
    Requirement.programs("matchpathcon");
  }

  @Test
  void theLabelsOfRandomPoliciesAreThoseOfLibselinux() throws IOException {
    Random random = new Random(20240229);
    for (int round = 0; round < 40; round++) {
      FileContexts.Texts texts =
          new FileContexts.Texts(
              "# a policy\n\n/.*\tsystem_u:object_r:t0_t:s0\n" + specs(random, 60),
              specs(random, 5),
              specs(random, 3),
              substitutions(random),
              substitutions(random));
      FileContexts contexts = FileContexts.parse(texts);
      assertEquals(List.of(), contexts.rejected());
      Path base = write(texts, round);
      List<String> paths = paths(random, 150);
      NodeType type = pick(random, List.of(NodeType.values()));
      List<String> expected = asked(base, type, paths);
      for (int i = 0; i < paths.size(); i++) {
        String path = paths.get(i);
        assertEquals(
            expected.get(i),
            contexts.context(path, type).orElse("<<none>>"),
            () -> type + " " + path + " by " + base + "\n" + texts);
      }
    }
  }

  private Path write(FileContexts.Texts texts, int round) throws IOException {
    Path base = Files.createDirectory(directory.resolve("p" + round)).resolve("file_contexts");
    Files.writeString(base, texts.base());
    Files.writeString(base.resolveSibling("file_contexts.homedirs"), texts.homes());
    Files.writeString(base.resolveSibling("file_contexts.local"), texts.local());
    Files.writeString(
        base.resolveSibling("file_contexts.subs_dist"), texts.distributedSubstitutions());
    Files.writeString(base.resolveSibling("file_contexts.subs"), texts.substitutions());
    return base;
  }

  private static List<String> asked(Path base, NodeType type, List<String> paths) {
    List<String> command =
        new ArrayList<>(List.of("matchpathcon", "-n", "-N", "-f", base.toString(), "-m"));
    command.add(TYPES.get(type));
    command.addAll(paths);
    ProgramResult result = new HostProgram(new Cancellation()).run(command, Duration.ofMinutes(1));
    List<String> answers = result.out().lines().toList();
    assertEquals(paths.size(), answers.size(), () -> String.join("\n", result.tail(5)));
    return answers;
  }

  private static String specs(Random random, int count) {
    StringBuilder text = new StringBuilder();
    TreeSet<String> seen = new TreeSet<>();
    for (int i = 1; i <= count; i++) {
      String expression = expression(random);
      if (!seen.add(expression)) {
        continue;
      }
      String type = List.of("", "", "--", "-d", "-l").get(random.nextInt(5));
      String context =
          random.nextInt(12) == 0 ? "<<none>>" : "system_u:object_r:t" + random.nextInt() + "_t:s0";
      text.append(expression).append('\t').append(type).append(' ').append(context).append('\n');
    }
    return text.toString();
  }

  private static String expression(Random random) {
    StringBuilder text = new StringBuilder();
    int parts = 1 + random.nextInt(3);
    boolean plain = random.nextInt(5) == 0;
    for (int i = 0; i < parts; i++) {
      text.append('/')
          .append(pick(random, plain ? PARTS : ATOMS).replace("+", plain ? "\\+" : "+"));
    }
    return text + (plain ? "" : List.of("", "", "(/.*)?", "/.*", "$").get(random.nextInt(5)));
  }

  private static String substitutions(Random random) {
    StringBuilder text = new StringBuilder("# substitutions\n");
    for (int i = random.nextInt(5); i > 0; i--) {
      String to = random.nextInt(4) == 0 ? "/" : "/" + PARTS.get(random.nextInt(4));
      String from = "/" + PARTS.get(random.nextInt(3)) + (random.nextBoolean() ? "" : "/lib");
      text.append(from).append(' ').append(to).append('\n');
    }
    return text.toString();
  }

  private static List<String> paths(Random random, int count) {
    List<String> paths = new ArrayList<>(List.of("/", "/etc", "/usr/lib"));
    for (int i = 0; i < count; i++) {
      StringBuilder path = new StringBuilder();
      for (int parts = 1 + random.nextInt(4); parts > 0; parts--) {
        path.append('/').append(pick(random, PARTS));
      }
      paths.add(path.toString());
    }
    return paths;
  }

  private static <T> T pick(Random random, List<T> words) {
    return words.get(random.nextInt(words.size()));
  }
}
