package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private final List<String> told = new ArrayList<>();
  private final LiveLines live = new LiveLines("mark", told::add);

  @Test
  void markedLinesAreToldAtOnceAndTheRestAtTheEnd() {
    assertTrue(live.take("mark 1 one"));
    assertTrue(live.take("mark 2 "));
    assertEquals(List.of("one", ""), told);
    live.finish("one\n\nthree\n");
    assertEquals(List.of("one", "", "three"), told);
  }

  @Test
  void aLineThatTheKernelBrokeStopsTheEarlyOnes() {
    assertTrue(live.take("mark 1 one"));
    assertTrue(live.take("mark [ 5.1] EXT4-fs 2 two"));
    assertTrue(live.take("mark 3 three"));
    assertEquals(List.of("one"), told);
    live.finish("one\ntwo\nthree\n");
    assertEquals(List.of("one", "two", "three"), told);
  }

  @Test
  void aLineBehindAnotherOnesTextIsTold() {
    assertTrue(live.take("mark of an earlier command 7 without a newlinemark 1 one"));
    assertTrue(live.take("[ 5.1] EXT4-fs (sda): mark 2 two"));
    assertEquals(List.of("one", "two"), told);
  }

  @Test
  void otherLinesAreNotTaken() {
    assertFalse(live.take("[ 5.1] EXT4-fs (sda): mounted"));
  }
}
