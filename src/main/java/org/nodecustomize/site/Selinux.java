package org.nodecustomize.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The policy of SELinux.
 *
 * @param booleans values are {@code on} or {@code off}
 * @param modules files of this machine, {@code .pp} or {@code .cil}
 */
public record Selinux(
    Optional<Stated<Mode>> mode, List<NamedValue> booleans, List<Stated<Path>> modules) {

  /** No wish. */
  public static final Selinux NONE = new Selinux(Optional.empty(), List.of(), List.of());

  public Selinux {
    booleans = List.copyOf(booleans);
    modules = List.copyOf(modules);
  }

  /** What SELinux does with a violation. */
  public enum Mode {
    ENFORCING,
    PERMISSIVE,
    DISABLED
  }
}
