package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.site.Kernel;
import org.nodecustomize.site.NamedValue;
import org.nodecustomize.site.Stated;

/** The sections {@code kernel} and {@code initramfs}. */
final class KernelFields {
  private static final Shape.Section MODULES =
      Shape.Section.of(
          "the modules",
          Field.list("load", NameKinds.MODULE, "Modules to load at boot.").example("[8021q]"),
          Field.list("deny", NameKinds.MODULE, "Modules never to load.").example("[firewire-core]"),
          Field.of(
                  "options",
                  new Shape.Named(NameKinds.MODULE, new Shape.Text(NameKinds.LINE)),
                  "Options of modules.")
              .example("{bonding: max_bonds=0}"));

  static final Shape.Section SHAPE =
      Shape.Section.of(
          "the kernel",
          Field.list(
                  "arguments",
                  NameKinds.ARGUMENT,
                  "Words to add to the command line; installers write it anew, and upgraded nodes"
                      + " keep theirs.")
              .example("[nosmt=force]"),
          Field.list(
                  "removeArguments",
                  NameKinds.ARGUMENT,
                  "Words to take off the command line; a name takes off all its values.")
              .example("[quiet]"),
          Field.of("modules", MODULES, "Modules of the kernel."),
          Field.of(
                  "sysctl",
                  new Shape.Named(NameKinds.SYSCTL, new Shape.Text(NameKinds.LINE)),
                  "Values to set at boot.")
              .example("{net.ipv4.ip_forward: 1}"));

  static final Shape.Choice INITRAMFS = new Shape.Choice(List.of("auto", "always", "never"));

  private KernelFields() {}

  static Kernel bind(Entry section, Optional<Value.Word> initramfs, Binding binding) {
    Entry modules = section.section("modules");
    modules
        .words("load")
        .forEach(word -> binding.claim("loaded", word.text(), word.spot(), "is loaded"));
    modules
        .words("deny")
        .forEach(
            word -> binding.exclude("loaded", word.text(), word.spot(), "is denied, but loaded"));
    section
        .words("arguments")
        .forEach(word -> binding.claim("argument", word.text(), word.spot(), "is added"));
    section
        .words("removeArguments")
        .forEach(
            word -> binding.exclude("argument", word.text(), word.spot(), "is removed, but added"));
    return new Kernel(
        section.statedTexts("arguments"),
        section.statedTexts("removeArguments"),
        modules.statedTexts("load"),
        modules.statedTexts("deny"),
        named(modules, "options"),
        named(section, "sysctl"),
        initramfs.map(
            word ->
                new Stated<>(
                    word.spot().origin(),
                    Kernel.Initramfs.valueOf(word.text().toUpperCase(Locale.ROOT)))));
  }

  static List<NamedValue> named(Entry section, String name) {
    return section.named(name).entrySet().stream()
        .map(
            one ->
                new NamedValue(one.getValue().spot().origin(), one.getKey(), one.getValue().text()))
        .toList();
  }
}
