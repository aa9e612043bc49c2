package org.nodecustomize.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.site.recipe.SiteReader;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.MemoryTree;

final class SiteEditsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory = Path.of("");
  private MemoryTree image = new MemoryTree();

  @BeforeEach
  void makeAnImage() {
    image = new MemoryTree();
    image.file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    image.file("/etc/chrony.conf", "pool vendor.example\n");
  }

  private SitePlan plan(String text) throws IOException {
    Path recipe =
        Files.writeString(directory.resolve("site.yaml"), "apiVersion: node-customize/v1\n" + text);
    return SitePlan.of(SiteReader.read(recipe, Map.of()), NOW);
  }

  @Test
  void anImageOfOstreeIsEditedInUsrEtcWhateverTheOrder() throws IOException {
    MemoryTree commit = new MemoryTree();
    commit.file("/usr/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    commit.file("/usr/etc/chrony.conf", "pool vendor.example\n");
    commit.file("/usr/etc/login.defs", "UMASK 022\n");
    EditedTree edited = new EditedTree(commit, NOW);
    SiteEdits made =
        SiteEdits.make(
            plan(
                """
                files:
                  - {path: /etc/site.conf, content: "a\\n"}
                edits:
                  - {path: /etc/login.defs, line: UMASK 027, matching: ^UMASK}
                ntp: {servers: [ntp1.example.org]}
                """),
            edited,
            Events.none());
    assertEquals(3, made.due().size());
    assertEquals(
        List.of("/usr/etc/chrony.conf", "/usr/etc/login.defs", "/usr/etc/site.conf"),
        edited.edits().puts().stream()
            .map(put -> put.path())
            .filter(path -> path.startsWith("/usr/etc/"))
            .toList());
    assertTrue(edited.list("/etc").isEmpty());
    assertEquals(
        "UMASK 027\n", new String(edited.read("/usr/etc/login.defs", 99).orElseThrow(), UTF_8));
  }

  @Test
  void aPresetIsWiredOnce() throws IOException {
    image.file("/usr/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    SitePlan plan =
        plan(
            """
            files:
              - {path: /etc/site/a.conf, intent: preset, content: a}
            """);
    EditedTree edited = new EditedTree(image, NOW);
    SiteEdits.make(plan, edited, Events.none());
    assertEquals(Optional.of("../../usr/etc/site/a.conf"), edited.link("/etc/site/a.conf"));
    assertEquals("a", new String(edited.read("/etc/site/a.conf", 9).orElseThrow(), UTF_8));
    EditedTree again = new EditedTree(edited, NOW.plusSeconds(1));
    assertEquals(List.of(), SiteEdits.make(plan, again, Events.none()).due());
    assertTrue(again.edits().isEmpty());
  }

  @Test
  void whatPackagesMayBringDoesNotEndAPlan() throws IOException {
    SitePlan plan =
        plan(
            """
            files:
              - {path: /etc/site.conf, content: "a\\n"}
            services: {enabled: [agent]}
            """);
    SiteEdits attempted = SiteEdits.attempt(plan, new EditedTree(image, NOW), Events.none());
    assertEquals(
        List.of("write /etc/site.conf"), attempted.due().stream().map(Step::title).toList());
    assertEquals(
        List.of("enable agent.service"),
        attempted.refused().keySet().stream().map(Step::title).toList());
    EditedTree other = new EditedTree(image, NOW);
    OperationException refused =
        assertThrows(OperationException.class, () -> SiteEdits.make(plan, other, Events.none()));
    assertTrue(refused.problems().get(0).message().contains("no unit"), refused.getMessage());
  }

  @Test
  void whatIsFoundWrongLaterIsToldByItsLine() throws IOException {
    Writers writers =
        SiteEdits.make(
                plan(
                    """
                    files:
                      - {path: /etc/site/one.conf, content: "a\\n"}
                      - {path: /etc/site/two.conf, content: "a\\n"}
                    """),
                new EditedTree(image, NOW),
                Events.none())
            .writers();
    String recipe = directory.resolve("site.yaml").toString();
    assertEquals(
        Problem.at(recipe + ":4:5", "files[1]: /etc/site/two.conf: is bad").withHint("do better"),
        writers.told(Problem.at("/etc/site/two.conf", "is bad").withHint("do better")));
    assertEquals(
        recipe + ":4:5", writers.of("/usr/share/factory/etc/site/two.conf").orElseThrow().where());
    assertEquals(recipe + ":3:5", writers.of("/etc/site").orElseThrow().where());
    Problem foreign = Problem.at("/etc/hosts", "is bad");
    assertEquals(foreign, writers.told(foreign));
    assertEquals(Problem.of("is bad"), writers.told(Problem.of("is bad")));
  }

  @Test
  void theInitramfsIsLookedAfterAlsoWhereNobodySaysSo() throws IOException {
    image.file("/usr/bin/dracut", "");
    SitePlan plan =
        plan(
            """
            files:
              - {path: /etc/dracut.conf.d/site.conf, content: "a\\n"}
            """);
    EditedTree edited = new EditedTree(image, NOW);
    SiteEdits made = SiteEdits.make(plan, edited, Events.none());
    List<String> changed = ChangedPaths.by(edited.edits(), image);
    assertEquals(
        List.of("rebuild the initramfs"),
        Programs.due(plan, edited, changed, made.phases(), Events.none()).stream()
            .map(one -> one.command().title())
            .toList());
    assertEquals(List.of(), Programs.due(plan, edited, List.of(), made.phases(), Events.none()));
    assertTrue(plan.programs().stream().noneMatch(Step::isStated));
    assertTrue(plan("initramfs: auto\n").programs().stream().allMatch(Step::isStated));
  }
}
