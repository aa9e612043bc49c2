package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import picocli.CommandLine.TypeConversionException;

class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingThatAnImageSaysControlsTheTerminal() {
    assertEquals("\\x1b[31mred\\x07", Terminal.clean("\u001b[31mred\u0007"));
    assertEquals("a b\\x0d\\x0ac\\x00", Terminal.clean("a\tb\r\nc\0"));
    assertEquals("\\x7f\\x9b2J", Terminal.clean("\u007f\u009b2J"));
    assertEquals("\\u{202e}txt.exe\\u{2066}\\u{200b}", Terminal.clean("\u202etxt.exe\u2066\u200b"));
    assertEquals("\\u{2028}\\u{2029}\\u{d800}", Terminal.clean("\u2028\u2029\ud800"));
    assertEquals("\\u{e0001}", Terminal.clean(new String(Character.toChars(0xE0001))));
    assertEquals(
        "oVirt \u00fc \u65e5\u672c \ud83d\ude00",
        Terminal.clean("oVirt \u00fc \u65e5\u672c \ud83d\ude00"));
    assertEquals("a\n\\x1bb\n", Terminal.cleanLines("a\n\u001bb\n"));
  }

  @Test
  void aProblemIsCleanInEveryPart() {
    Terminal.of(stream, stream, Map.of())
        .problems(
            List.of(
                Problem.at("w\u001b", "m\u001b")
                    .withDetail(List.of("d\u001b"))
                    .withHint("h\u001b")));
    assertEquals("w\\x1b: error: m\\x1b\n  d\\x1b\nhint: h\\x1b\n", shown());
  }

  @Test
  void aBugIsToldWithItsTrace() {
    Terminal.of(stream, stream, Map.of()).bug(new IllegalStateException("x"));
    assertTrue(
        shown()
            .startsWith(
                """
                error: a bug of node-customize: java.lang.IllegalStateException: x
                hint: report it with the lines below; the input was not changed
                """));
    assertTrue(shown().contains("at org.nodecustomize.cli.TerminalTest"));
  }

  private static final List<Event> EVENTS =
      List.of(
          new Event.StageStarted(Stage.PACK),
          new Event.StageAdvanced(Stage.PACK, 50, 100),
          new Event.Notice("kvm \u001b"),
          new Event.Warning("w\u001b"),
          new Event.LogLine("dnf", "l\u001b"),
          new Event.StageFinished(Stage.PACK, Duration.ofMillis(1234)));

  private String plain(PlainProgress.Detail detail) {
    PlainProgress progress = new PlainProgress(stream, detail);
    EVENTS.forEach(progress::accept);
    progress.end();
    return shown();
  }

  @Test
  void plainProgressIsOneLineForEachThing() {
    assertEquals(
        "pack the image ...\nnote: kvm \\x1b\nwarning: w\\x1b\npack the image: 1.2 s\n",
        plain(PlainProgress.Detail.STAGES));
  }

  @Test
  void plainProgressCanShowWarningsAlone() {
    assertEquals("warning: w\\x1b\n", plain(PlainProgress.Detail.WARNINGS));
  }

  @Test
  void plainProgressCanShowTheProgramsLines() {
    assertEquals(
        """
        pack the image ...
        note: kvm \\x1b
        warning: w\\x1b
        dnf| l\\x1b
        pack the image: 1.2 s
        """,
        plain(PlainProgress.Detail.EVERYTHING));
  }

  @Test
  void jsonProgressIsOneObjectALine() {
    JsonProgress progress = new JsonProgress(stream, false);
    EVENTS.forEach(progress::accept);
    progress.end();
    assertEquals(6, shown().lines().count());
    assertTrue(shown().lines().allMatch(line -> line.startsWith("{\"event\":\"")));
  }

  @Test
  void jsonProgressCanShowWarningsAlone() {
    JsonProgress progress = new JsonProgress(stream, true);
    EVENTS.forEach(progress::accept);
    progress.end();
    assertEquals("{\"event\":\"warning\",\"text\":\"w\\u001B\"}\n", shown());
  }

  private static final String ERASE = "\r\u001b[K";

  /** Seconds by a clock that stands still; the timer may draw the same line more than once. */
  private String bar(AtomicLong nanoseconds, Event... events) {
    BarProgress progress = new BarProgress(stream, nanoseconds::get);
    Arrays.stream(events).forEach(progress::accept);
    progress.end();
    return shown();
  }

  @Test
  void theBarIsErasedBeforeALineThatStays() {
    String shown =
        bar(
            new AtomicLong(),
            new Event.StageStarted(Stage.PACK),
            new Event.StageFinished(Stage.PACK, Duration.ofMillis(1234)));
    String drawn = ERASE + "pack the image              0.0 s";
    assertTrue(shown.startsWith(drawn), shown);
    assertEquals(
        drawn + ERASE + "pack the image              1.2 s\n", shown.replace(drawn + drawn, drawn));
  }

  @Test
  void aNoticeStandsAboveTheBar() {
    String shown =
        bar(
            new AtomicLong(),
            new Event.StageStarted(Stage.PACK),
            new Event.StageAdvanced(Stage.PACK, 50, 100),
            new Event.Notice("kvm \u001b"));
    String half = "pack the image           [############------------]  50 %    0.0 s";
    assertTrue(shown.contains(ERASE + "note: kvm \\x1b\n" + ERASE + half), shown);
    assertTrue(shown.endsWith(half + ERASE), shown);
  }

  @Test
  void noLineIsLongerThanATerminalIsWide() {
    AtomicLong clock = new AtomicLong();
    BarProgress progress = new BarProgress(stream, clock::get);
    for (Stage stage : Stage.values()) {
      clock.set(0);
      progress.accept(new Event.StageStarted(stage));
      clock.set(Duration.ofHours(20).toNanos());
      for (long[] step :
          new long[][] {
            {0, 1}, {1, 1}, {5, 1}, {-5, 1}, {Long.MAX_VALUE, Long.MAX_VALUE}, {1, 0}
          }) {
        progress.accept(new Event.StageAdvanced(stage, step[0], step[1]));
        progress.accept(new Event.Notice("x"));
      }
    }
    progress.end();
    progress.end();
    for (String line : shown().split("[\r\n]", -1)) {
      assertTrue(line.replace("\u001b[K", "").length() <= 80, line);
    }
    assertTrue(shown().endsWith(ERASE));
  }

  @Test
  void afterTheEndNothingIsDrawn() {
    BarProgress progress = new BarProgress(stream, () -> 0);
    progress.accept(new Event.StageStarted(Stage.PACK));
    progress.end();
    int length = shown().length();
    progress.accept(new Event.StageStarted(Stage.PUBLISH));
    assertEquals(length, shown().length());
  }

  @ParameterizedTest
  @CsvSource({
    "512, 512, false, 512",
    "128K, 131072, false, 128K",
    "128kib, 131072, false, 128K",
    "5G, 5368709120, false, 5G",
    "5 GB, 5368709120, false, 5G",
    "+1G, 1073741824, true, +1G",
    "1024M, 1073741824, false, 1G",
    "0, 0, false, 0",
    "1024T, 1125899906842624, false, 1024T"
  })
  void sizesAreReadAsPeopleTypeThem(String text, long bytes, boolean relative, String again) {
    assertEquals(new ByteSize(bytes, relative), ByteSize.parse(text));
    assertEquals(again, ByteSize.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "-1G", "1.5G", "1P", "0x10", "++1", "1025T", "9999999999999"})
  void otherSizesAreRefused(String text) {
    assertThrows(TypeConversionException.class, () -> ByteSize.parse(text));
  }

  @Test
  void aSinkThatForgetsTakesEverything() {
    Events none = Events.none();
    none.notice("x");
    none.warning("x");
    Events told = event -> stream.println(event);
    told.notice("n");
    told.warning("w");
    assertEquals("Notice[text=n]\nWarning[text=w]\n", shown());
  }
}
