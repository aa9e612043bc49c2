package org.nodecustomize.op.system;

import java.nio.charset.StandardCharsets;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.tree.Bytes;

/** Tells scripts from what no interpreter would run. */
final class ScriptText {
  private ScriptText() {}

  /** The script with an interpreter in its first line. */
  static byte[] checked(Origin origin, String name, Bytes text) {
    byte[] bytes = text.toArray();
    String start = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1);
    if (start.isBlank()) {
      throw Wrong.wish(origin, "the script \"" + name + "\" is empty");
    }
    if (start.startsWith("\177ELF")) {
      throw Wrong.wish(
          origin,
          "\"" + name + "\" is a program, not a script",
          "place it as a file and call it in a script");
    }
    String first = start.lines().findFirst().orElse("");
    if (start.startsWith("\u00ef\u00bb\u00bf#!")) {
      throw Wrong.wish(
          origin,
          "the script \"" + name + "\" begins with a byte order mark: the kernel finds no \"#!\"",
          "save it as UTF-8 without a mark");
    }
    if (!first.startsWith("#!")) {
      byte[] header = "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII);
      byte[] whole = new byte[header.length + bytes.length];
      System.arraycopy(header, 0, whole, 0, header.length);
      System.arraycopy(bytes, 0, whole, header.length, bytes.length);
      return whole;
    }
    int end = start.indexOf('\n');
    if (end > 0 && start.charAt(end - 1) == '\r') {
      throw Wrong.wish(
          origin,
          "the script \""
              + name
              + "\" has line ends of Windows: no such interpreter as \""
              + first.substring(2).strip()
              + "\\r\"",
          "save it with line ends of Unix, for instance by dos2unix");
    }
    return bytes;
  }
}
