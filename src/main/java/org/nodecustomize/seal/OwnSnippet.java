package org.nodecustomize.seal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A file of ours that several runs and operations add lines to: sorted, each line once. */
final class OwnSnippet {
  private static final String HEADER = "# written by node-customize";

  private OwnSnippet() {}

  /** Adds lines and takes lines away; returns whether the file had to change. */
  static boolean change(
      Sealing sealing, String path, Collection<String> added, Collection<String> dropped) {
    TreeSet<String> lines = new TreeSet<>(SystemdFiles.lines(sealing.after(), path));
    boolean differs = lines.removeAll(dropped);
    differs |= lines.addAll(added);
    if (!differs) {
      return false;
    }
    List<String> text = new ArrayList<>(List.of(HEADER));
    text.addAll(lines);
    return sealing.file(path, String.join("\n", text) + "\n", 0644);
  }
}
