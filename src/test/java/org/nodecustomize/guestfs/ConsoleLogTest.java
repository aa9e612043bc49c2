package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.event.Event;

class ConsoleLogTest {
  private final List<Event> events = new ArrayList<>();
  private final ConsoleLog log = new ConsoleLog(events::add);

  private void console(String text) {
    log.console(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void piecesBecomeLines() {
    console("one\r\ntw");
    console("o\nthree");
    assertEquals(List.of("one", "two"), log.tail(9));
    log.flush();
    assertEquals(List.of("two", "three"), log.tail(2));
    assertEquals(new Event.LogLine("appliance", "one"), events.get(0));
  }

  @Test
  void aCharacterMayBeSplitBetweenPieces() {
    byte[] bytes = "\u017e\n".getBytes(StandardCharsets.UTF_8);
    log.console(new byte[] {bytes[0]});
    log.console(new byte[] {bytes[1], bytes[2]});
    assertEquals(List.of("\u017e"), log.tail(1));
  }

  @Test
  void terminalControlIsRemoved() {
    console("\u001bc\u001b[?7l\u001b[2Jboot\u0007ing\n\u001b[0m\n");
    assertEquals(List.of("booting"), log.tail(9));
  }

  @Test
  void anEndlessLineIsCut() {
    console("x".repeat(1 << 20) + "\n");
    assertEquals(4096, log.tail(1).get(0).length());
  }

  @Test
  void onlyTheLastLinesAreKept() {
    for (int i = 0; i < 1000; i++) {
      log.message("line " + i);
    }
    assertEquals(200, log.tail(1000).size());
    assertEquals("line 999", log.tail(1).get(0));
    assertEquals(1000, events.size());
  }

  @Test
  void aTakenLineGoesNoFurther() {
    log.intercept(line -> line.startsWith("mine"));
    console("mine 1\nother\n");
    assertEquals(List.of("other"), log.tail(9));
    assertEquals(1, events.size());
  }
}
