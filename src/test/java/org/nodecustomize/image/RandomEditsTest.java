package org.nodecustomize.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;

/** Whatever is edited: the image becomes what the edited tree showed, and the same again is no edit. */
class RandomEditsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> NAMES = List.of("a", "b", "a-b", "\u00e9");

  @TempDir private Path directory;

  private static FakeImage image() {
    FakeImage image = new FakeImage();
    return (FakeImage)
        image
            .file("/a/a/a", "1")
            .file("/a/a/b", "2")
            .file("/a/b", "3")
            .hardLink("/a/a-b", "/a/b")
            .symbolicLink("/b", "a")
            .symbolicLink("/a/\u00e9", "../b/a")
            .directory("/a-b/a")
            .symbolicLink("/a-b/b", "/nowhere");
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int names = 1 + random.nextInt(3); names > 0; names--) {
      path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return path.toString();
  }

  private static Runnable edit(EditedTree tree, Random random) {
    String path = path(random);
    Placement placement =
        new Placement(random.nextBoolean() ? 0644 : 0755, random.nextInt(2), 0, Map.of());
    byte[] content = Integer.toString(random.nextInt(4)).getBytes(UTF_8);
    String target = random.nextBoolean() ? "a" : "/a-b";
    return switch (random.nextInt(5)) {
      case 0 -> () -> tree.putFile(path, Content.of(content), placement);
      case 1 -> () -> tree.putDirectory(path, placement);
      case 2 -> () -> tree.putLink(path, target, placement);
      case 3 -> () -> tree.setPlacement(path, placement);
      default -> () -> tree.remove(path);
    };
  }

  private static void attempt(Runnable edit) {
    try {
      edit.run();
    } catch (OperationException expected) {
      assertTrue(expected.problems().get(0).headline().startsWith("/"));
    }
  }

  /** Everything but inode numbers and numbers of links. */
  private static List<String> told(FileTree tree) {
    List<String> lines = new ArrayList<>();
    tree.walk(
        "/",
        (path, node) -> {
          lines.add(
              String.join(
                  " ",
                  path,
                  node.type().name(),
                  node.isLink() ? "" : Integer.toOctalString(node.permissions()),
                  Long.toString(node.uid()),
                  node.modified().toString(),
                  node.target().orElse(""),
                  node.isRegular()
                      ? new String(tree.read(path, 100).orElseThrow(), UTF_8)
                      : String.join(",", tree.list(path))));
          return true;
        });
    return lines;
  }

  @Test
  void theImageBecomesWhatTheEditedTreeShows() {
    int edited = 0;
    for (int seed = 0; seed < 150; seed++) {
      FakeImage image = image();
      EditedTree tree = new EditedTree(image, NOW);
      Random random = new Random(seed);
      for (int i = 0; i < 12; i++) {
        attempt(edit(tree, random));
      }
      List<String> shown = told(tree);
      edited += tree.edits().isEmpty() ? 0 : 1;
      new EditStream(image, directory).apply(tree.edits());
      int here = seed;
      assertEquals(shown, told(image), () -> "seed " + here);
    }
    assertTrue(edited > 120, "edited " + edited);
  }

  @Test
  void writingWhatIsThereIsNoEdit() {
    for (int seed = 0; seed < 150; seed++) {
      FakeImage image = image();
      EditedTree tree = new EditedTree(image, NOW);
      Random random = new Random(seed);
      for (int i = 0; i < 12; i++) {
        attempt(edit(tree, random));
      }
      EditedTree back = new EditedTree(tree, NOW.plusSeconds(1));
      List<Runnable> again = new ArrayList<>();
      tree.walk(
          "/",
          (path, node) -> {
            Placement placement = Placement.of(node);
            again.add(
                switch (node.type()) {
                  case DIRECTORY -> () -> back.putDirectory(path, placement);
                  case LINK -> () -> back.putLink(path, node.target().orElseThrow(), placement);
                  default -> () -> back.putFile(path, tree.content(path).orElseThrow(), placement);
                });
            return true;
          });
      if (random.nextBoolean()) {
        NAMES.forEach(name -> back.remove("/" + name));
      }
      again.forEach(Runnable::run);
      int here = seed;
      assertTrue(back.edits().isEmpty(), () -> "seed " + here + ": " + back.edits());
    }
  }
}
