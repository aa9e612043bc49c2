package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TreeNamesTest {

  @Test
  void utf8IsTextAsItIs() {
    byte[] name = "größe-😀".getBytes(StandardCharsets.UTF_8);
    assertEquals("größe-😀", TreeNames.decode(name));
    assertArrayEquals(name, TreeNames.encode("größe-😀"));
  }

  @Test
  void bytesThatAreNotUtf8BecomeLoneSurrogates() {
    assertEquals(
        "a\uDCFFb\uDCE4", TreeNames.decode(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe4}));
  }

  @Test
  void everyNameCanBeTurnedBack() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] name = new byte[1 + random.nextInt(12)];
      random.nextBytes(name);
      if (i % 2 == 0) {
        // Near misses: surrogates in UTF-8, cut sequences, overlong forms.
        name[0] = (byte) (0xe0 + random.nextInt(32));
      }
      assertArrayEquals(name, TreeNames.encode(TreeNames.decode(name)));
    }
  }
}
