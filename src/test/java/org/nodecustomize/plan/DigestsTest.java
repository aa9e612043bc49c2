package org.nodecustomize.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DigestsTest {
  /** Records of earlier versions hold such digests, computed here by another program. */
  @Test
  void aWishHasTheSameDigestInEveryVersion() {
    assertEquals(
        "742e9ef78ad0a6e1d498b8e9530170d301bacbbf35d843bedfaf225c59b03d3a",
        Digests.of(
            "script init",
            Map.of(
                "b", Digests.bytes("second"), "a", Digests.bytes("fïrst"), "", Digests.bytes(""))));
  }
}
