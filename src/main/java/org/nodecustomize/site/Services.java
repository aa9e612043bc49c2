package org.nodecustomize.site;

import java.util.List;

/**
 * Units of systemd, by their full name.
 *
 * @param enabled started at boot
 * @param disabled not started at boot
 * @param masked not started at all
 */
public record Services(
    List<Stated<String>> enabled,
    List<Stated<String>> disabled,
    List<Stated<String>> masked,
    List<DropInItem> dropIns) {

  /** No wish. */
  public static final Services NONE = new Services(List.of(), List.of(), List.of(), List.of());

  public Services {
    enabled = List.copyOf(enabled);
    disabled = List.copyOf(disabled);
    masked = List.copyOf(masked);
    dropIns = List.copyOf(dropIns);
  }
}
