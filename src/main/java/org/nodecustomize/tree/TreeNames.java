package org.nodecustomize.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names as text. File systems keep bytes; a byte that is not part of valid UTF-8 becomes one of
 * the lone surrogates U+DC80 to U+DCFF, the way of PEP 383, so that no two names become the same
 * text and every name can be turned back.
 */
public final class TreeNames {
  private static final int ESCAPE = 0xDC00;

  private TreeNames() {}

  /** The text of a name's bytes. */
  public static String decode(byte[] name) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(name);
    CharBuffer out = CharBuffer.allocate(name.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE + (in.get() & 0xff)));
      }
      decoder.reset();
    }
  }

  /** The bytes of a name or path that {@link #decode} gave, or of ordinary text. */
  public static byte[] encode(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
    int plain = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean lone =
          c >= ESCAPE + 0x80
              && c <= ESCAPE + 0xff
              && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
      if (lone) {
        bytes.writeBytes(name.substring(plain, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(c - ESCAPE);
        plain = i + 1;
      }
    }
    bytes.writeBytes(name.substring(plain).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
