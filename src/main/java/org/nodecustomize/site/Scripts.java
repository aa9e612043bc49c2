package org.nodecustomize.site;

import java.util.List;

/**
 * What a recipe has no section for.
 *
 * @param offline run in the image while it is changed
 * @param firstboot run once on the node
 */
public record Scripts(List<ScriptItem> offline, List<ScriptItem> firstboot) {

  /** No wish. */
  public static final Scripts NONE = new Scripts(List.of(), List.of());

  public Scripts {
    offline = List.copyOf(offline);
    firstboot = List.copyOf(firstboot);
  }
}
