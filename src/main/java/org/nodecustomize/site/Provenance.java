package org.nodecustomize.site;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a site was read from.
 *
 * @param files recipes and command files in the order in which they were read
 * @param variables by name, those of {@code --set} included
 */
public record Provenance(List<Path> files, SortedMap<String, String> variables) {

  /** A command line. */
  public static final Provenance NONE = new Provenance(List.of(), Collections.emptySortedMap());

  public Provenance {
    files = List.copyOf(files);
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }
}
