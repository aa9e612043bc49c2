package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Golden;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.SiteException;
import org.nodecustomize.site.Item;
import org.nodecustomize.site.Site;

/** Command files and what they become, or what is said about them; a case is as in {@code wrong/}. */
final class CommandFileTest {
  private static final Path CASES = Path.of("src/test/resources/site/commands");

  @TempDir private Path directory;

  private String said(String written) throws IOException {
    Path root = Files.createTempDirectory(directory, "case");
    RecipeDirectory files = new RecipeDirectory(root);
    Path file = files.write("commands.txt", written.replace("KEY", RecipeDirectory.SSH_KEY));
    try {
      StringBuilder text = new StringBuilder();
      items(CommandFile.read(file), text);
      return text.toString().replace(root + "/", "");
    } catch (SiteException e) {
      return Problems.text(e.problems()).replace(root + "/", "");
    }
  }

  /** Every item, wherever in the records it stands. */
  private static void items(Object value, StringBuilder text) {
    if (value instanceof Item) {
      text.append(value).append('\n');
    } else if (value instanceof List<?> list) {
      list.forEach(one -> items(one, text));
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(one -> items(one, text));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        try {
          items(component.getAccessor().invoke(record), text);
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(component.getName(), e);
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandFileBecomesWhatTheTableSays() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(CASES)) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        StringBuilder actual = new StringBuilder();
        for (String part : text.split("(?m)^### ", -1)) {
          if (!part.isBlank()) {
            int title = part.indexOf('\n');
            int arrow = part.indexOf("===>\n");
            String written = part.substring(title + 1, arrow);
            String expected = part.substring(arrow + "===>\n".length()).strip() + "\n";
            String said = said(written);
            actual.append("### ").append(part, 0, arrow).append("===>\n").append(said).append('\n');
            tests.add(
                DynamicTest.dynamicTest(
                    part.substring(0, title), () -> assertEquals(expected, said)));
          }
        }
        if (Boolean.getBoolean("golden.write")) {
          String name = Path.of("src/test/resources").relativize(file).toString();
          tests.add(
              DynamicTest.dynamicTest(name, () -> Golden.assertSame(name, actual.toString())));
        }
      }
    }
    return tests.stream();
  }

  @Test
  void everyCommandAndEveryRefusalIsInTheTable() throws IOException {
    String all = Files.readString(CASES.resolve("good.txt"));
    for (Command command : Command.values()) {
      assertTrue(all.contains(command.word()), command.word());
    }
    String wrong = Files.readString(CASES.resolve("wrong.txt"));
    for (String refused : List.of("copy", "move", "scrub", "tar-in", "sm-register")) {
      assertTrue(wrong.contains("unsupported command \"" + refused + "\""), refused);
    }
    assertTrue(Refusals.all().keySet().stream().noneMatch(Command.words()::contains));
  }

  @Test
  void anEmptyFileWishesNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("none"), "# nothing\n");

    Site site = CommandFile.read(file);

    assertEquals(Site.NONE.files(), site.files());
    assertEquals(1, site.provenance().files().size());
  }
}
