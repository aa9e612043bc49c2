package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A snippet of ours that several wishes add lines to: sorted, each line once, so that neither order
 * nor repetition of the wishes changes its bytes.
 */
final class OwnFile {
  static final String HEADER = "# written by node-customize";

  private OwnFile() {}

  static void add(Edits edits, String path, Collection<String> lines) {
    TreeSet<String> all = new TreeSet<>(lines(edits, path));
    all.addAll(lines);
    write(edits, path, all);
  }

  /** The lines without comments. */
  static List<String> lines(Edits edits, String path) {
    return edits.lines(path).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  static void write(Edits edits, String path, Collection<String> lines) {
    List<String> text = new ArrayList<>(List.of(HEADER));
    text.addAll(lines);
    edits.file(path, String.join("\n", text) + "\n", 0644);
  }
}
