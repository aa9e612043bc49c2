package org.nodecustomize.site;

import java.util.List;
import java.util.Optional;

/**
 * What the kernel shall do.
 *
 * @param arguments words of the command line to add
 * @param removedArguments words of the command line to take off; a name takes off all its values
 * @param load modules to load at boot
 * @param deny modules never to load
 * @param moduleOptions options of modules
 * @param sysctl values to set at boot
 */
public record Kernel(
    List<Stated<String>> arguments,
    List<Stated<String>> removedArguments,
    List<Stated<String>> load,
    List<Stated<String>> deny,
    List<NamedValue> moduleOptions,
    List<NamedValue> sysctl,
    Optional<Stated<Initramfs>> initramfs) {

  /** No wish. */
  public static final Kernel NONE =
      new Kernel(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());

  public Kernel {
    arguments = List.copyOf(arguments);
    removedArguments = List.copyOf(removedArguments);
    load = List.copyOf(load);
    deny = List.copyOf(deny);
    moduleOptions = List.copyOf(moduleOptions);
    sysctl = List.copyOf(sysctl);
  }

  /** Whether the initramfs is made anew. */
  public enum Initramfs {
    /** Where something that goes into it changed. */
    AUTO,
    ALWAYS,
    NEVER
  }
}
