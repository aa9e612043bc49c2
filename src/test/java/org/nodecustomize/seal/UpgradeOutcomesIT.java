package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.apply.RuleFacts;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleRunner;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;

/**
 * The facts for which images are sealed, on the trees of a real system: changes of /etc that no
 * pristine copy has, accounts that are in /etc/passwd alone, paths that change their type. What
 * hosts get stands in {@code seal/upgrade-outcomes.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeOutcomesIT {
  private static final Instant OLD = Instant.parse("2001-01-01T00:00:00Z");
  private static final Instant BUILT = Instant.parse("2030-01-01T00:00:00Z");
  private static final String AGENT = "agent:x:975:975::/:/sbin/nologin";

  private Optional<OpenedTree> sample = Optional.empty();
  private Optional<CheckedImage> base = Optional.empty();
  private final Map<String, Optional<EditedTree>> made = new HashMap<>();

  /** A line of the table. */
  record Outcome(
      String path,
      String hostImage,
      String edit,
      String newImage,
      String unsealed,
      String sealed,
      String rule) {}

  static List<Outcome> outcomes() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/seal/upgrade-outcomes.txt")).stream()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(f -> new Outcome(f.get(0), f.get(1), f.get(2), f.get(3), f.get(4), f.get(5), f.get(6)))
        .toList();
  }

  @BeforeAll
  void open() {
    OpenedTree.Opening opening =
        OpenedTree.open(ImageProbe.probe(Requirement.sample("rocky9.squashfs")));
    OpenedTree opened = ((OpenedTree.Opening.Opened) opening).tree();
    sample = Optional.of(opened);
    base = Optional.of(RuleFacts.read(opened.tree(), Optional.empty()));
  }

  @AfterAll
  void close() {
    sample.ifPresent(OpenedTree::close);
  }

  private FileTree vendor() {
    return sample.orElseThrow().tree();
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void aHostHasWhatTheTableSays(Outcome outcome) {
    assertEquals(expected(outcome, outcome.unsealed()), upgraded(outcome, false), "not sealed");
    assertEquals(expected(outcome, outcome.sealed()), upgraded(outcome, true), "sealed");
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void whatGoesWrongIsFoundByItsRuleInTheUnsealedImage(Outcome outcome) {
    if (outcome.rule().equals("-")) {
      assertTrue(outcome.newImage().equals("vendor"));
      return;
    }
    FileTree image = image(outcome.path(), outcome.newImage(), 1, false).orElseThrow();
    RuleContext context =
        new RuleContext(
            RuleFacts.read(image, Optional.empty()),
            base,
            LayoutProfile.IMGBASED,
            Set.of(),
            Instant.now());
    assertFalse(
        new RuleRunner(new Cancellation())
                .run(List.of(Catalogue.find(outcome.rule()).orElseThrow()), context)
                .get(0)
                .findings()
                .stream()
                .filter(finding -> finding.path().equals(outcome.path()))
                .toList()
                .isEmpty());
  }

  private String expected(Outcome outcome, String text) {
    if (!outcome.path().equals("/etc/passwd")) {
      return text.equals("vendor") ? Sealing.text(vendor(), outcome.path()) : text;
    }
    return text;
  }

  private String upgraded(Outcome outcome, boolean seal) {
    Optional<EditedTree> before = image(outcome.path(), outcome.hostImage(), 0, seal);
    Optional<EditedTree> after = image(outcome.path(), outcome.newImage(), 1, seal);
    if (before.isEmpty() || after.isEmpty()) {
      return "not sealed";
    }
    FileTree host = before.get();
    if (!outcome.edit().equals("none")) {
      boolean accounts = outcome.path().equals("/etc/passwd");
      String text =
          accounts ? Sealing.text(host, outcome.path()) + "edit:x:1000:1000::/:/bin/sh\n" : "edit";
      EditedTree edited = new EditedTree(host, BUILT.plus(Duration.ofDays(9)));
      edited.putFile(outcome.path(), content(text), Placement.ofRoot(0644));
      host = edited;
    }
    String result = new EtcMerge(host, after.get()).of(outcome.path());
    if (!outcome.path().equals("/etc/passwd")) {
      return result;
    }
    assertTrue(result.startsWith(Sealing.text(vendor(), "/etc/passwd")), "vendor's accounts");
    String agent = result.lines().anyMatch(AGENT::equals) ? "agent" : "no agent";
    return result.contains("\nedit:") ? "edit, " + agent : agent;
  }

  /** An image that a site made; empty where it cannot be sealed. */
  private Optional<EditedTree> image(String path, String change, int generation, boolean seal) {
    String key = path + " " + change + " " + generation + " " + seal;
    Optional<EditedTree> known = made.get(key);
    if (known == null) {
      known = make(path, change, generation, seal);
      made.put(key, known);
    }
    return known;
  }

  private Optional<EditedTree> make(String path, String change, int generation, boolean seal) {
    boolean old = change.startsWith("old ") && !seal;
    Instant built = SealTime.of(vendor(), BUILT.plus(Duration.ofDays(generation)));
    EditedTree tree = new EditedTree(vendor(), old ? OLD : built);
    change(tree, path, change.startsWith("old ") ? change.substring(4) : change);
    if (!seal) {
      return Optional.of(tree);
    }
    SealReport report =
        Seal.run(
            new SealInput(
                vendor(),
                tree,
                LayoutProfile.IMGBASED,
                FactsReader.read(tree, Optional.empty(), List.of()),
                SealOptions.of(built, new ReleaseWish.Kept())));
    report.finishes().stream()
        .filter(finish -> finish.modified().isPresent())
        .forEach(finish -> tree.touch(finish.path()));
    return report.problems().isEmpty() ? Optional.of(tree) : Optional.empty();
  }

  private static void change(EditedTree tree, String path, String change) {
    List<String> words = List.of(change.split(" ", 2));
    switch (words.get(0)) {
      case "vendor" -> {
        return;
      }
      case "write" -> tree.putFile(path, content(words.get(1)), Placement.ofRoot(0644));
      case "file" -> tree.putFile(path, content("file"), Placement.ofRoot(0644));
      case "link" -> tree.putLink(path, words.get(1), Placement.ofRoot(0777));
      case "remove" -> tree.remove(path);
      case "empty-directory", "full-directory" -> {
        tree.remove(path);
        tree.putDirectory(path, Placement.ofRoot(0755));
        if (words.get(0).equals("full-directory")) {
          tree.putFile(path + "/a", content("a"), Placement.ofRoot(0644));
        }
      }
      case "account" -> {
        append(tree, "/etc/passwd", AGENT);
        append(tree, "/etc/group", "agent:x:975:");
        append(tree, "/etc/shadow", "agent:!!:19000::::::");
        append(tree, "/etc/gshadow", "agent:!::");
      }
      default -> throw new AssertionError("not a change: " + change);
    }
  }

  private static void append(EditedTree tree, String path, String line) {
    tree.putFile(
        path,
        content(Sealing.text(tree, path) + line + "\n"),
        Placement.of(tree.node(path).orElseThrow()));
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
