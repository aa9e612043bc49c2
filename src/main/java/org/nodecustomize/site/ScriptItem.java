package org.nodecustomize.site;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;

/**
 * A script, run by what its first line says, else by /bin/sh, as root.
 *
 * @param name for messages and, at the first boot, of its unit
 * @param arguments its words
 * @param environment variables besides the usual ones
 * @param timeLimit after which it is ended and counts as failed
 */
public record ScriptItem(
    Origin origin,
    String name,
    ContentSource source,
    List<String> arguments,
    SortedMap<String, String> environment,
    Duration timeLimit)
    implements Item {

  public ScriptItem {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }
}
