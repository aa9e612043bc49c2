package org.nodecustomize.rule.place;

import java.util.List;

/** Parts of /var that belong to programs which manage them. */
final class VarPlaces {
  private static final List<String> MANAGED =
      List.of(
          "/var/cache/",
          "/var/lib/alternatives/",
          "/var/lib/dnf/",
          "/var/lib/rpm/",
          "/var/lib/selinux/",
          "/var/lib/yum/",
          "/var/log/",
          "/var/tmp/");

  private VarPlaces() {}

  /** Whether other rules, or nobody, care for what is here. */
  static boolean isManaged(String path) {
    return MANAGED.stream().anyMatch(path::startsWith);
  }
}
