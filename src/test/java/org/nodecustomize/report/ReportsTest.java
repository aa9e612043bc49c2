package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Golden;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.rpm.Nevra;

class ReportsTest {

  /** Reads all of it, strictly: one value, no name twice. */
  private static String valid(String json) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(json)) {
      JsonToken first = parser.nextToken();
      assertTrue(first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY, json);
      parser.skipChildren();
      assertEquals(null, parser.nextToken(), "more than one value");
    }
    assertTrue(json.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), json);
    return json;
  }

  private static final ChangeRecord RECORD =
      new ChangeRecord(
          "add-rpm",
          List.of(
              new ChangeRecord.PackageFile(
                  "foo-1.0-1.noarch", "aa", "RSA/SHA256, key 24c6a8a7f4a80eb5", false),
              new ChangeRecord.PackageFile("bar-2:1-1.noarch", "bb", "unsigned", true)),
          List.of("bar-2:1-1.noarch", "foo-1.0-1.noarch"),
          List.of("foo-0.9-1.noarch"));

  private static final ChangeReport CHANGED =
      new ChangeReport(
          Path.of("in.img"),
          Optional.of(Path.of("in-custom.img")),
          737_148_928,
          Optional.of(RECORD),
          List.of("baz-1-1.noarch is already installed"),
          true,
          Duration.ofMillis(16_543));

  private static final ChangeReport UNCHANGED =
      new ChangeReport(
          Path.of("in.img"),
          Optional.empty(),
          0,
          Optional.empty(),
          List.of("baz-1-1.noarch is already installed"),
          false,
          Duration.ofSeconds(9));

  @Test
  void aChangeIsTold() throws IOException {
    Golden.assertSame("reports/change.txt", ChangeReports.text(CHANGED));
    Golden.assertSame("reports/change.json", valid(ChangeReports.json(CHANGED)));
  }

  @Test
  void aRunWithNothingToDoIsTold() throws IOException {
    assertEquals(
        "baz-1-1.noarch is already installed\nnothing to do\n", ChangeReports.text(UNCHANGED));
    Golden.assertSame("reports/unchanged.json", valid(ChangeReports.json(UNCHANGED)));
  }

  @Test
  void theImagesRecordIsOneLine() throws IOException {
    String line = ImageRecord.line(RECORD, "0.1.0", Instant.ofEpochSecond(1_700_000_000));
    Golden.assertSame("reports/record.jsonl", line);
    assertEquals(line.length() - 1, line.indexOf('\n'));
    valid(line);
    assertEquals("/usr/share/node-customize/changes.jsonl", ImageRecord.FILE);
  }

  private static InspectReport inspect(Container container) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("NAME", "oVirt Node");
    fields.put("PRETTY_NAME", "oVirt Node 4.5 \u201equoted\u201c \u009b31m");
    return new InspectReport(
        container.file(),
        737_148_928,
        container,
        new ImageFacts(
            new OsRelease(fields),
            Optional.of("ovirt-node-4.5-1"),
            LayoutProfile.IMGBASED,
            Optional.of("x86_64"),
            List.of("5.14.0-1.el9.x86_64"),
            Optional.of(PackageManagerKind.DNF),
            Optional.of("../../usr/share/rpm"),
            List.of(
                new InstalledPackage(new Nevra("bash", 0, "5.1", "1", "x86_64"), 1, 7_738_634))),
        Optional.of(2_576_980_377L),
        Optional.of(5L << 30),
        ImageRecord.last(
            "{}\n"
                + ImageRecord.line(
                    RECORD.of("0".repeat(64)), "0.1.0", Instant.ofEpochSecond(1_700_000_000))));
  }

  @Test
  void whatIsNoRecordOfOursTellsNothing() {
    for (String text :
        List.of("", "\n", "[]", "{", "{} {}", "{\"a\":1,\"a\":2}", "[".repeat(100_000), "x")) {
      assertEquals(Optional.empty(), ImageRecord.last(text), text);
    }
    String hostile =
        "{\"tool\":\"\\u001b[31m\",\"time\":{},\"change\":{\"operation\":\""
            + "x".repeat(300)
            + "\",\"base\":\"..\"}}";
    assertEquals(
        Optional.of(new ImageRecord.Last(1, "unknown", "unknown", "unknown", Optional.empty())),
        ImageRecord.last(hostile));
  }

  private static final SquashfsFacts SQUASHFS =
      new SquashfsFacts("xz", List.of("-comp", "xz", "-b", "131072"), 131_072, 737_148_000, 3);

  @Test
  void aLiveimgIsTold() throws IOException {
    InspectReport report =
        inspect(
            new Container.Nested(
                Path.of("node.squashfs.img"),
                SQUASHFS,
                "LiveOS/rootfs.img",
                5L << 30,
                "ext4",
                Optional.empty(),
                List.of("LiveOS/notes")));
    Golden.assertSame("reports/inspect-nested.txt", InspectReports.text(report));
    Golden.assertSame("reports/inspect-nested.json", valid(InspectReports.json(report)));
  }

  @Test
  void otherContainersAreTold() throws IOException {
    InspectReport flat = inspect(new Container.Flat(Path.of("flat.squashfs"), SQUASHFS));
    Golden.assertSame("reports/inspect-flat.json", valid(InspectReports.json(flat)));
    InspectReport bare =
        inspect(new Container.Bare(Path.of("root.img"), "xfs", 5L << 30, Optional.empty()));
    Golden.assertSame("reports/inspect-bare.json", valid(InspectReports.json(bare)));
    assertTrue(InspectReports.text(bare).contains("container:       bare xfs file system\n"));
  }

  @Test
  void anImageThatSaysNothingIsTold() throws IOException {
    InspectReport report =
        new InspectReport(
            Path.of("x"),
            1,
            new Container.Bare(Path.of("x"), "ext4", 1, Optional.empty()),
            new ImageFacts(
                new OsRelease(Map.of()),
                Optional.empty(),
                LayoutProfile.PLAIN,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Golden.assertSame("reports/inspect-nothing.txt", InspectReports.text(report));
    valid(InspectReports.json(report));
  }

  private static final List<MachineCheck> CHECKS =
      List.of(
          new MachineCheck("libguestfs", MachineCheck.State.OK, "version 1.48.6", Optional.empty()),
          new MachineCheck(
              "kvm", MachineCheck.State.WARNING, "forbidden", Optional.of("sudo usermod")),
          new MachineCheck(
              "mksquashfs",
              MachineCheck.State.MISSING,
              "not installed",
              Optional.of("apt install squashfs-tools")));

  @Test
  void aMachineIsTold() throws IOException {
    assertEquals(
        """
        ok       libguestfs       version 1.48.6
        warning  kvm              forbidden
                                  fix: sudo usermod
        MISSING  mksquashfs       not installed
                                  fix: apt install squashfs-tools
        """,
        MachineReports.text(CHECKS));
    Golden.assertSame("reports/machine.json", valid(MachineReports.json(CHECKS)));
  }

  @Test
  void aNewImageIsTold() throws IOException {
    assertEquals(
        "{\n  \"output\" : \"a \\\"b\\\"\",\n  \"outputSize\" : 5\n}\n",
        valid(CreateReports.json(Path.of("a \"b\""), 5)));
  }

  private static final List<Event> EVENTS =
      List.of(
          new Event.StageStarted(Stage.PROBE),
          new Event.StageAdvanced(Stage.PACK, 1, 2),
          new Event.StageFinished(Stage.PUBLISH, Duration.ofMillis(1234)),
          new Event.Notice("n"),
          new Event.Warning("\u001b[31m\n\u2028"),
          new Event.LogLine("dnf", "\"x\"\\"));

  @Test
  void everyEventHasItsLine() throws IOException {
    assertEquals(
        """
        {"event":"stage-started","stage":"probe"}
        {"event":"stage-advanced","stage":"pack","done":1,"total":2}
        {"event":"stage-finished","stage":"publish","seconds":1.234}
        {"event":"notice","text":"n"}
        {"event":"warning","text":"\\u001B[31m\\n\\u2028"}
        {"event":"log","source":"dnf","text":"\\"x\\"\\\\"}
        """,
        EVENTS.stream().map(event -> EventJson.line(event) + "\n").collect(Collectors.joining()));
    for (Event event : EVENTS) {
      valid(EventJson.line(event));
    }
    assertEquals(
        Set.of(Event.class.getPermittedSubclasses()),
        EVENTS.stream().map(Event::getClass).collect(Collectors.toSet()));
  }

  @Test
  void aFailureIsOneLineWithAllProblems() throws IOException {
    assertEquals(
        "{\"event\":\"failed\",\"exitCode\":2,\"problems\":[{\"where\":\"x\",\"message\":\"no such"
            + " file\",\"detail\":[\"a\"],\"hint\":\"h\"},{\"message\":\"m\",\"detail\":[]}]}",
        valid(
            EventJson.failure(
                ExitCode.USAGE,
                List.of(
                    Problem.at("x", "no such file").withDetail(List.of("a")).withHint("h"),
                    Problem.of("m")))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1, 1 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "102348, 99.9 KiB",
    "102400, 100 KiB",
    "1048575, 1.0 MiB",
    "1047552, 1023 KiB",
    "737148928, 703 MiB",
    "5368709120, 5.0 GiB",
    "1099511627776, 1.0 TiB",
    "9223372036854775807, 8388608 TiB"
  })
  void numbersOfBytesAreShort(long bytes, String text) {
    assertEquals(text, ByteSizes.text(bytes));
  }

  @Test
  void everyStageHasATitleThatFits() {
    assertTrue(Arrays.stream(Stage.values()).allMatch(stage -> stage.title().length() <= 24));
  }
}
