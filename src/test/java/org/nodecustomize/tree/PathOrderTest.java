package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathOrderTest {

  @Test
  void aDirectoryComesBeforeItsEntriesAndTheseBeforeItsSiblings() {
    List<String> paths = List.of("/", "/a", "/a/b", "/a/b/c", "/a/b-c", "/a-b", "/a.d", "/b");
    for (int i = 0; i + 1 < paths.size(); i++) {
      assertTrue(PathOrder.PATHS.compare(paths.get(i), paths.get(i + 1)) < 0, paths.get(i));
      assertTrue(PathOrder.PATHS.compare(paths.get(i + 1), paths.get(i)) > 0, paths.get(i));
      assertEquals(0, PathOrder.PATHS.compare(paths.get(i), paths.get(i)));
    }
  }

  @Test
  void namesHaveTheOrderOfTheirBytes() {
    Random random = new Random(11);
    byte[][] pieces = {
      {'a'},
      {(byte) 0xc3, (byte) 0xa4},
      {(byte) 0xff},
      {(byte) 0xe4},
      {(byte) 0xf0, (byte) 0x9f, (byte) 0x98, (byte) 0x80},
      {(byte) 0xef, (byte) 0xbf, (byte) 0xbd}
    };
    for (int i = 0; i < 20_000; i++) {
      byte[] one = name(random, pieces);
      byte[] other = name(random, pieces);
      assertEquals(
          Integer.signum(Arrays.compareUnsigned(one, other)),
          Integer.signum(PathOrder.PATHS.compare(TreeNames.decode(one), TreeNames.decode(other))));
    }
  }

  private static byte[] name(Random random, byte[][] pieces) {
    byte[] name = {};
    for (int n = random.nextInt(4); n >= 0; n--) {
      byte[] piece = pieces[random.nextInt(pieces.length)];
      name = Arrays.copyOf(name, name.length + piece.length);
      System.arraycopy(piece, 0, name, name.length - piece.length, piece.length);
    }
    return name;
  }

  @Test
  void deviceNumbersAreThoseOfTheCLibrary() {
    assertEquals(0x103, DeviceNumber.of(1, 3));
    assertEquals(0x0000_1000_1230_00ffL, DeviceNumber.of(0x1000, 0x123ff));
    for (long[] pair : new long[][] {{8, 1}, {0xfff, 0xff}, {0x12345678L, 0x9abcdef0L}}) {
      long device = DeviceNumber.of(pair[0], pair[1]);
      assertEquals(pair[0], DeviceNumber.major(device));
      assertEquals(pair[1], DeviceNumber.minor(device));
    }
  }
}
