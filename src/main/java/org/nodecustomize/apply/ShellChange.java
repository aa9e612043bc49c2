package org.nodecustomize.apply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Whatever a person's commands do. The record has their number: what was typed may be secret. */
final class ShellChange implements Change {
  private final Duration limit;
  private final ShellTalk talk;

  ShellChange(Duration limit, ShellTalk talk) {
    this.limit = limit;
    this.talk = talk;
  }

  @Override
  public List<Problem> problems() {
    return List.of();
  }

  @Override
  public Optional<Work> decide(TreeView image, ImageFacts facts, String keys, HostContext context) {
    return Optional.of(new ShellWork());
  }

  @Override
  public List<String> alreadyDone() {
    return List.of();
  }

  private final class ShellWork implements Work {
    private final AtomicInteger commands = new AtomicInteger();

    @Override
    public PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context) {
      ShellTalk counted =
          new ShellTalk() {
            @Override
            public Optional<String> next(String directory, Cancellation cancellation) {
              return talk.next(directory, cancellation);
            }

            @Override
            public boolean mustSucceed() {
              return talk.mustSucceed();
            }

            @Override
            public void line(String text) {
              talk.line(text);
            }

            @Override
            public void ended(int status, Optional<String> told) {
              commands.incrementAndGet();
              talk.ended(status, told);
            }
          };
      int status = new ShellLoop(image, limit, counted, context.cancellation()).run();
      if (status != 0 && talk.mustSucceed()) {
        throw new OperationException(
            Problem.of("the command failed with exit code " + status + "; nothing was written"));
      }
      return PackageChanges.none();
    }

    @Override
    public boolean isSeen(FileTree base, FileTree now) {
      return !ChangedPaths.between(base, now).isEmpty();
    }

    @Override
    public ChangeRecord record(PackageChanges changes) {
      int count = commands.get();
      return new ChangeRecord(
          "shell",
          List.of(),
          List.of(),
          List.of(),
          List.of(
              new ChangeRecord.DoneStep(
                  "run %d command%s by hand".formatted(count, count == 1 ? "" : "s"),
                  "shell",
                  Optional.empty())),
          List.of(),
          Optional.empty());
    }
  }
}
