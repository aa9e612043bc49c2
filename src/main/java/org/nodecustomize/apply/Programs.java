package org.nodecustomize.apply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.system.ImageCommand;
import org.nodecustomize.plan.Phase;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.report.ImageRecord;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Which programs of the image a plan still has to run. */
final class Programs {
  private static final int RECORD_LIMIT = 16 << 20;

  private Programs() {}

  /** A step and the command that it is. */
  record Due(Step step, ImageCommand command) {}

  /**
   * The commands, in order.
   *
   * @param edited the image with all edits made
   * @param changed the paths that packages and edits changed
   * @param touched the phases in which an edit made a difference
   */
  static List<Due> due(
      SitePlan plan,
      EditedTree edited,
      Collection<String> changed,
      Set<Phase> touched,
      Events events) {
    List<Due> programs = new ArrayList<>();
    for (Step step : plan.programs()) {
      if (step instanceof Step.Command command && isDue(command, touched, edited)) {
        programs.add(new Due(command, command.command()));
      } else if (step instanceof Step.Initramfs initramfs) {
        initramfs
            .rebuild()
            .command(edited, changed, events)
            .ifPresent(one -> programs.add(new Due(step, one)));
      }
    }
    return programs;
  }

  static boolean isDue(Step.Command command, Set<Phase> touched, FileTree tree) {
    if (command.when() instanceof Step.When.AfterEdits) {
      return touched.contains(command.phase());
    }
    return !(command.when() instanceof Step.When.Once once)
        || !ImageRecord.holds(recorded(tree), once.digest());
  }

  /** The record that is in the image. */
  static String recorded(TreeView tree) {
    return new String(
        tree.read(ImageRecord.FILE, RECORD_LIMIT).orElse(new byte[0]), StandardCharsets.UTF_8);
  }
}
