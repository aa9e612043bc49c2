package org.nodecustomize.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;

class EditNewsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> PATHS =
      List.of(
          "/etc",
          "/etc/a",
          "/etc/a/b",
          "/etc/a/b/c",
          "/etc/hosts",
          "/etc/d",
          "/usr/bin/tool",
          "/usr/bin/other",
          "/usr/new",
          "/usr/new/x",
          "/bin/tool",
          "/srv");

  private final EditedTree tree =
      new EditedTree(
          new MemoryTree()
              .file("/etc/hosts", "hosts")
              .file("/etc/a/b/c", "c")
              .file("/etc/a/e", "e")
              .symbolicLink("/etc/d", "a")
              .file("/usr/bin/tool", "tool")
              .hardLink("/usr/bin/other", "/usr/bin/tool")
              .symbolicLink("/bin", "usr/bin"),
          NOW);
  private final EditNews news = new EditNews(tree);

  private static Content text(String text) {
    return Content.of(text.getBytes(UTF_8));
  }

  private List<String> paths() {
    return news.take().news().stream().map(TreeEdits.At::path).toList();
  }

  @Test
  void aWishTellsWhatItWroteAndTheDirectoriesOnTheWay() {
    tree.putFile("/etc/new/file", text("one"), Placement.ofRoot(0644));
    assertEquals(List.of("/etc", "/etc/new", "/etc/new/file"), paths());
    assertEquals(new EditNews.News(List.of(), false), news.take());
  }

  @Test
  void theNextWishTellsNothingOfTheOneBefore() {
    tree.putFile("/etc/one", text("one"), Placement.ofRoot(0644));
    news.take();
    tree.putFile("/etc/two", text("two"), Placement.ofRoot(0644));
    assertEquals(List.of("/etc/two"), paths());
    tree.remove("/etc/hosts");
    assertEquals(List.of("/etc/hosts"), paths());
  }

  @Test
  void whatIsTakenBackIsADifferenceWithoutNews() {
    tree.putFile("/etc/a/new", text("new"), Placement.ofRoot(0644));
    news.take();
    tree.remove("/etc/a/new");
    EditNews.News taken = news.take();
    assertTrue(taken.isAny());
    assertEquals(List.of(), taken.news());
  }

  @Test
  void aPlacementOfAFileWithTwoNamesIsToldUnderTheLaterName() {
    tree.setPlacement("/usr/bin/tool", Placement.ofRoot(0700));
    assertEquals(List.of("/usr/bin/tool"), paths());
    tree.setPlacement("/usr/bin/other", Placement.ofRoot(0711));
    assertEquals(List.of("/usr/bin/other"), paths());
    tree.setPlacement("/usr/bin/other", Placement.ofRoot(0711));
    assertFalse(news.take().isAny());
  }

  /** What all edits, set against all edits before, would tell. */
  @Test
  void theNewsAreWhatComparingAllEditsTells() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      for (int i = 0; i < 50; i++) {
        TreeEdits before = tree.edits();
        String step = edit(random);
        TreeEdits after = tree.edits();
        EditNews.News told = news.take();
        String where = "seed " + seed + ", step " + i + ": " + step;
        assertEquals(!before.equals(after), told.isAny(), where);
        Set<String> paths = new TreeSet<>(told.news().stream().map(TreeEdits.At::path).toList());
        assertEquals(between(before, after), paths, where);
      }
    }
  }

  private String edit(Random random) {
    String path = PATHS.get(random.nextInt(PATHS.size()));
    int mode = random.nextBoolean() ? 0644 : 0600;
    int which = random.nextInt(7);
    try {
      switch (which) {
        case 0 -> tree.putFile(path, text("c" + random.nextInt(3)), Placement.ofRoot(mode));
        case 1 -> tree.putDirectory(path, Placement.ofRoot(0755));
        case 2 -> tree.putLink(path, "target" + random.nextInt(2), Placement.ofRoot(0777));
        case 3 -> tree.remove(path);
        case 4 -> tree.setPlacement(path, Placement.ofRoot(mode));
        case 5 -> tree.touch(path);
        default -> tree.separate(path);
      }
    } catch (OperationException e) {
      return which + " " + path + " is refused";
    }
    return which + " " + path;
  }

  private static Set<String> between(TreeEdits before, TreeEdits after) {
    Map<Object, String> all = new HashMap<>();
    after.removals().forEach(path -> all.put(path, path));
    after.placements().forEach(one -> all.put(one, one.path()));
    after.puts().forEach(one -> all.put(one, one.path()));
    Set<Object> old = new HashSet<>(before.removals());
    old.addAll(before.placements());
    old.addAll(before.puts());
    List<Object> known = new ArrayList<>(old);
    known.forEach(all::remove);
    return new TreeSet<>(all.values());
  }
}
