package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.report.CheckReport;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.RuleRunner;
import org.nodecustomize.rule.Severity;

/**
 * Plants single defects into a real sample with debugfs: the right rules find each, and no wrong
 * ones. What a defect is and who must find it stands in {@code rule/planted-defects.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlantedDefects {
  private static final HostProgram PROGRAMS = new HostProgram(new Cancellation());

  private final String sample;
  private final Path directory = temporary();
  private final Path original = directory.resolve("unpacked/LiveOS/rootfs.img");
  private final Path planted = directory.resolve("planted.img");
  private final Path undo = directory.resolve("undo.e2undo");
  private DebugfsEdits edits = new DebugfsEdits(original, directory, "");
  private Optional<OpenedTree> opened = Optional.empty();
  private Optional<CheckedImage> base = Optional.empty();

  PlantedDefects(String sample) {
    this.sample = sample;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("planted-defects");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A defect.
   *
   * @param expected numbers of the rules that must find it
   * @param steps how it is made
   */
  record Defect(String name, Set<String> expected, List<String> steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  List<Defect> defects() throws IOException {
    String without = "on " + sample + " not: ";
    String here = "on " + sample + ": ";
    List<Defect> defects = new ArrayList<>();
    for (String paragraph :
        Files.readString(Path.of("src/test/resources/rule/planted-defects.txt"))
            .split("\n\n+", -1)) {
      List<String> lines =
          paragraph.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
      if (!lines.isEmpty() && lines.stream().noneMatch(line -> line.startsWith(without))) {
        String other = lines.stream().filter(line -> line.startsWith(here)).findFirst().orElse("");
        String head = lines.get(0);
        int colon = head.indexOf(':');
        String rules = other.isEmpty() ? head.substring(colon + 1) : other.substring(here.length());
        defects.add(
            new Defect(
                head.substring(0, colon),
                new TreeSet<>(List.of(rules.strip().split(" ", -1))),
                lines.stream().skip(1).filter(line -> !line.startsWith("on ")).toList()));
      }
    }
    return defects;
  }

  @BeforeAll
  void unpack() throws IOException {
    Requirement.programs("unsquashfs", "debugfs", "e2undo", "cp");
    Path image = Requirement.sample(sample + ".squashfs");
    run(
        "unsquashfs",
        "-q",
        "-no-progress",
        "-d",
        directory.resolve("unpacked").toString(),
        image.toString());
    run("cp", "--sparse=always", original.toString(), planted.toString());
    OpenedTree tree = open(original);
    opened = Optional.of(tree);
    CheckedImage checked = RuleFacts.read(tree.tree(), Optional.of(ImageProbe.probe(original)));
    base = Optional.of(checked);
    edits = new DebugfsEdits(original, directory, checked.facts().kernels().get(0));
  }

  @AfterAll
  void remove() throws IOException {
    opened.ifPresent(OpenedTree::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static OpenedTree open(Path image) {
    OpenedTree.Opening opening = OpenedTree.open(ImageProbe.probe(image));
    assertTrue(opening instanceof OpenedTree.Opening.Opened, opening::toString);
    return ((OpenedTree.Opening.Opened) opening).tree();
  }

  private static void run(String... command) {
    ProgramResult result = PROGRAMS.run(List.of(command), Duration.ofMinutes(3));
    assertTrue(result.succeeded(), () -> List.of(command) + ": " + result.err());
  }

  @Test
  void theSampleHasNoErrorByItself() {
    CheckReport report =
        new CheckImage(HostContext.fromEnvironment(Events.none(), new Cancellation()))
            .check(CheckRequest.of(Requirement.sample(sample + ".squashfs")));
    assertEquals(
        List.of(),
        report.result().results().stream()
            .flatMap(result -> result.findings().stream())
            .filter(finding -> finding.severity() == Severity.ERROR)
            // Samples for tests may be packed with a compressor that is fast and not in EL 7.
            .filter(finding -> !finding.rule().equals("NC806"))
            .toList());
    assertEquals(0, report.result().uncheckedRules());
  }

  @Test
  void thereAreSixtyDefectsOrMore() throws IOException {
    assertTrue(defects().size() >= 60);
    assertEquals(defects().size(), defects().stream().map(Defect::name).distinct().count());
  }

  @Test
  void theSampleItselfHasNothingNew() {
    assertEquals(Set.of(), findings(base.orElseThrow()));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void aDefectIsFoundByTheRightRulesAndByNoOther(Defect defect) throws IOException {
    Path script = edits.script(defect.steps());
    ProgramResult result =
        PROGRAMS.run(
            List.of(
                "debugfs",
                "-w",
                "-z",
                undo.toString(),
                "-f",
                script.toString(),
                planted.toString()),
            Duration.ofMinutes(1));
    try {
      assertTrue(result.succeeded(), result::err);
      // debugfs exits with 0 whatever happens; its first line of errors is its version.
      assertEquals(
          List.of(), result.err().lines().skip(1).filter(line -> !line.isBlank()).toList());
      found(defect);
    } finally {
      run("e2undo", "-f", undo.toString(), planted.toString());
      Files.delete(undo);
    }
  }

  private void found(Defect defect) {
    try (OpenedTree tree = open(planted)) {
      CheckedImage image = RuleFacts.read(tree.tree(), Optional.of(ImageProbe.probe(planted)));
      assertEquals(
          defect.expected(),
          findings(image).stream()
              .map(line -> line.substring(0, 5))
              .collect(Collectors.toCollection(TreeSet::new)),
          () -> String.join("\n", findings(image)));
    }
  }

  private Set<String> findings(CheckedImage image) {
    RuleContext context =
        new RuleContext(image, base, image.facts().profile(), Set.of(), Instant.now());
    Set<String> lines = new TreeSet<>();
    for (RuleResult result : new RuleRunner(new Cancellation()).run(Catalogue.all(), context)) {
      if (result.outcome() instanceof Outcome.CouldNotCheck unchecked) {
        lines.add(result.rule().id() + " could not check: " + unchecked.why());
      }
      result.findings().stream()
          .filter(finding -> finding.severity() != Severity.INFO)
          .forEach(
              finding ->
                  lines.add(finding.rule() + " " + finding.path() + ": " + finding.evidence()));
    }
    return lines;
  }
}
