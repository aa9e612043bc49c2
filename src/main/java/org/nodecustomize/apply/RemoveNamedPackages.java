package org.nodecustomize.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.op.PackageTransaction;
import org.nodecustomize.op.RemovePackages;
import org.nodecustomize.plan.RemovalDecisions;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.tree.TreeView;

/** Removes packages by name. */
final class RemoveNamedPackages implements Change {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._+:~^-]{0,255}";

  private final List<String> names;

  RemoveNamedPackages(List<String> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      if (!name.matches(NAME)) {
        problems.add(
            Problem.at(name, "not a package name")
                .withHint("name it as 'rpm -q' does, without wildcards"));
      }
    }
    return problems;
  }

  @Override
  public Optional<Work> decide(TreeView image, ImageFacts facts, String keys, HostContext context) {
    List<String> wanted = RemovalDecisions.decide(names, facts);
    return Optional.of(new Removal(wanted));
  }

  @Override
  public List<String> alreadyDone() {
    return List.of();
  }

  private record Removal(List<String> wanted) implements Work {

    @Override
    public PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context) {
      PackageChanges changes =
          new PackageTransaction(
                  image, PackageManagerKind.RPM, LIMIT, TransactionProgress.of(context.events()))
              .remove(new RemovePackages(wanted), facts.packages());
      if (changes.removed().isEmpty() || !changes.installed().isEmpty()) {
        throw new OperationException(
            Problem.of("the image's rpm reported success but the packages are still there"));
      }
      return changes;
    }

    @Override
    public ChangeRecord record(PackageChanges changes) {
      return new ChangeRecord(
          "remove-rpm",
          List.of(),
          List.of(),
          changes.removed().stream().map(Nevra::toString).toList());
    }
  }
}
