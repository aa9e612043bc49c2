package org.nodecustomize.proc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.RunInterruptedException;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final List<String> called = new ArrayList<>();

  @Test
  void actionsRunOnceInReverseOrder() {
    cancellation.onCancel(() -> called.add("first"));
    cancellation.onCancel(() -> called.add("second"));
    cancellation.cancel();
    cancellation.cancel();
    assertEquals(List.of("second", "first"), called);
  }

  @Test
  void aClosedRegistrationIsNotCalled() {
    try (Cancellation.Registration registration = cancellation.onCancel(() -> called.add("x"))) {
      assertFalse(cancellation.isCancelled());
    }
    cancellation.cancel();
    assertEquals(List.of(), called);
  }

  @Test
  void whoComesLateIsCalledAtOnce() {
    cancellation.cancel();
    cancellation.onCancel(() -> called.add("late")).close();
    assertEquals(List.of("late"), called);
  }

  @Test
  void workEndsWithTheExitCodeOfAnInterruption() {
    assertDoesNotThrow(cancellation::check);
    cancellation.cancel();
    assertTrue(cancellation.isCancelled());
    assertEquals(
        ExitCode.INTERRUPTED,
        assertThrows(RunInterruptedException.class, cancellation::check).exitCode());
  }
}
