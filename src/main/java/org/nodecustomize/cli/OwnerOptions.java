package org.nodecustomize.cli;

import java.util.Optional;
import org.nodecustomize.site.recipe.ItemWish;
import picocli.CommandLine.Option;

/** Options of the commands that say whose files are. */
final class OwnerOptions {
  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "Who owns it: a name that the image has, or a number. Default: root.")
  private Optional<String> owner = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Its group: a name that the image has, or a number. Default: root.")
  private Optional<String> group = Optional.empty();

  ItemWish on(ItemWish item) {
    return item.with("owner", "--owner", owner).with("group", "--group", group);
  }
}
