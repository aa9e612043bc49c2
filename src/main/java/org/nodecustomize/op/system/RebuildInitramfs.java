package org.nodecustomize.op.system;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.tree.TreeView;

/**
 * Makes the initramfs of every kernel of the image anew, for any machine. Installer and imgbased
 * make their own on each host; the image's serves a live boot, and imgbased fails without one.
 *
 * @param when it is done
 */
public record RebuildInitramfs(Origin origin, When when) {

  /** When the initramfs is made anew. */
  public enum When {
    /** If something that it is made from was changed. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /** Per kernel some 40 s in a virtual machine without hardware support. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  /**
   * Host-only images hold the drivers of the virtual machine that they were made in; its kernel is
   * not the image's either, so each kernel is named. Written beside the old one and then moved, so
   * that a full file system leaves the old one.
   */
  private static final String SCRIPT =
      """
      status=0
      for modules in /usr/lib/modules/*/modules.dep; do
        [ -f "$modules" ] || continue
        kernel=${modules%/modules.dep}
        kernel=${kernel##*/}
        if [ -f "/boot/vmlinuz-$kernel" ]; then
          target=/boot/initramfs-$kernel.img
        elif [ -f "/usr/lib/modules/$kernel/vmlinuz" ]; then
          target=/usr/lib/modules/$kernel/initramfs.img
        else
          continue
        fi
        echo "initramfs of $kernel: $target"
        if dracut --force --no-hostonly --no-hostonly-cmdline --tmpdir "$PWD" "$target.new" "$kernel"
        then
          chmod 0600 "$target.new" && mv -f "$target.new" "$target" || status=1
        else
          status=1
        fi
        rm -f "$target.new"
      done
      exit $status
      """;

  /** What is done, in a few words. */
  public String title() {
    return "rebuild the initramfs";
  }

  /**
   * Why there is nothing to do, in a few words; for when {@link #command} gives none.
   *
   * @param changed the paths that the run has changed so far
   */
  public String idle(Collection<String> changed) {
    if (when == When.NEVER) {
      return "not wanted";
    }
    return InitramfsInputs.of(changed).isEmpty()
        ? "not needed, nothing that goes into it is changed"
        : "not possible, the image has no dracut";
  }

  /**
   * The command, where there is something to do.
   *
   * @param changed the paths that the run has changed so far
   * @throws org.nodecustomize.diag.OperationException if the image has no dracut although it is
   *     wanted always
   */
  public Optional<ImageCommand> command(TreeView tree, Collection<String> changed, Events events) {
    List<String> inputs = InitramfsInputs.of(changed);
    boolean wanted = when == When.ALWAYS || (when == When.AUTO && !inputs.isEmpty());
    if (!wanted) {
      return Optional.empty();
    }
    boolean dracut = tree.exists("/usr/bin/dracut") || tree.exists("/usr/sbin/dracut");
    if (!dracut && when == When.ALWAYS) {
      throw Wrong.wish(
          origin, "the image has no dracut", "install the package dracut, or say initramfs: auto");
    }
    if (!dracut) {
      events.warning(
          "%s: the initramfs is out of date, and the image has no dracut to make it anew: changed was %s"
              .formatted(origin, inputs.get(0)));
      return Optional.empty();
    }
    return Optional.of(ImageCommand.of(origin, title(), "dracut", SCRIPT, LIMIT));
  }
}
