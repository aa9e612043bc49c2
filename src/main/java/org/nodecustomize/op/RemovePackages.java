package org.nodecustomize.op;

import java.util.List;

/**
 * Removes installed packages.
 *
 * @param names package names or NEVRAs, each of one installed package
 */
public record RemovePackages(List<String> names) {

  public RemovePackages {
    names = List.copyOf(names);
  }
}
