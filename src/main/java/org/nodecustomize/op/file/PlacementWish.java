package org.nodecustomize.op.file;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.nodecustomize.op.Owner;
import org.nodecustomize.op.account.AccountNames;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;

/**
 * What is wanted of owner, mode and attributes; what is not said stays as it is, or as it is usual.
 *
 * @param mode the lower 12 bits of {@code st_mode}
 * @param attributes extended attributes by their full name
 * @param capabilities in the words of cap_from_text(3), for instance {@code cap_net_raw+ep}; an
 *     empty text takes them away
 */
public record PlacementWish(
    OptionalInt mode,
    Optional<Owner> owner,
    Optional<Owner> group,
    Map<String, Bytes> attributes,
    Optional<String> capabilities) {

  /** They hold for a certain content; the kernel refuses the file after it changed. */
  private static final List<String> SEALS = List.of("security.ima", "security.evm");

  public PlacementWish {
    attributes = Map.copyOf(attributes);
  }

  /** Nothing special. */
  public static PlacementWish none() {
    return new PlacementWish(
        OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
  }

  /** Only a mode. */
  public static PlacementWish ofMode(int mode) {
    return new PlacementWish(
        OptionalInt.of(mode), Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
  }

  /**
   * The wish over what there is.
   *
   * @param tree whose accounts the names are
   * @throws org.nodecustomize.diag.OperationException for an unknown name or a bad capability
   */
  Placement over(Placement standard, FileTree tree) {
    Map<String, Bytes> all = new HashMap<>(standard.attributes());
    SEALS.forEach(all::remove);
    all.putAll(attributes);
    capabilities.ifPresent(
        text -> {
          all.remove(Capabilities.ATTRIBUTE);
          Capabilities.parse(text)
              .attribute()
              .ifPresent(value -> all.put(Capabilities.ATTRIBUTE, value));
        });
    AccountNames names = new AccountNames(tree);
    return new Placement(
        mode.orElse(standard.permissions()),
        owner.map(names::user).orElse(standard.uid()),
        group.map(names::group).orElse(standard.gid()),
        all);
  }
}
