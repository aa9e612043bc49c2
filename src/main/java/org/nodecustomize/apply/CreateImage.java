package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.RootTree;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.squashfs.FullRepack;

/** A run that makes a nested liveimg out of root trees. */
public final class CreateImage {
  private static final String INNER = "LiveOS/rootfs.img";
  private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(60);

  /**
   * What every kernel that installs or boots such an image can mount and its e2fsck can check,
   * EL7's 3.10 and e2fsprogs 1.42 included; newer defaults (metadata_csum_seed, orphan_file) are
   * unknown there.
   */
  private static final String FEATURES =
      "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,"
          + "large_file,huge_file,dir_nlink,extra_isize";

  private final HostContext context;

  public CreateImage(HostContext context) {
    this.context = context;
  }

  /**
   * Makes the image.
   *
   * @return bytes of the output
   */
  public long create(CreateRequest request) {
    List<RootTree> trees = usable(request);
    StageClock clock = new StageClock(context);
    try (WorkDirectory work = WorkDirectory.open(context.workBase());
        OutputFile target = OutputFile.begin(request.output(), request.force(), work)) {
      Path raw = work.makeDirectory("inner").resolve("rootfs.img");
      clock.in(Stage.OPEN, () -> format(raw, request));
      fill(request, trees, raw, work, clock);
      clock.in(
          Stage.PACK,
          () ->
              new FullRepack(context.programs(), SourceDate.fromEnvironment())
                  .packFile(
                      raw,
                      INNER,
                      target.temporary(),
                      arguments(request),
                      (done, total) ->
                          context
                              .events()
                              .accept(new Event.StageAdvanced(Stage.PACK, done, total))));
      clock.in(Stage.PUBLISH, () -> target.publish(context.cancellation()));
    }
    return request.output().toFile().length();
  }

  private static List<RootTree> usable(CreateRequest request) {
    List<Problem> problems =
        new ArrayList<>(OutputFile.problems(request.output(), request.force()));
    List<RootTree> trees = new ArrayList<>();
    for (Path source : request.sources()) {
      try {
        trees.add(RootTree.of(source));
      } catch (UsageException e) {
        problems.addAll(e.problems());
      }
    }
    request
        .script()
        .filter(script -> !Files.isReadable(script))
        .ifPresent(script -> problems.add(Problem.at(script.toString(), "cannot be read")));
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return trees;
  }

  private void format(Path raw, CreateRequest request) {
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(request.size());
    } catch (IOException e) {
      throw new HostException(
          Problem.at(raw.toString(), "cannot be written: " + e.getMessage()), e);
    }
    ProgramResult result =
        context
            .programs()
            .run(
                List.of(
                    "mke2fs",
                    "-q",
                    "-F",
                    "-t",
                    "ext4",
                    "-b",
                    "4096",
                    "-m",
                    "0",
                    "-L",
                    request.label(),
                    "-I",
                    "256",
                    "-O",
                    FEATURES,
                    "-E",
                    "root_owner=0:0",
                    raw.toString()),
                Duration.ofMinutes(5));
    if (!result.succeeded()) {
      throw new HostException(
          Problem.of("mke2fs failed (exit code " + result.exitCode() + ")")
              .withDetail(result.tail(5)));
    }
  }

  private void fill(
      CreateRequest request, List<RootTree> trees, Path raw, WorkDirectory work, StageClock clock) {
    List<Drive> drives = new ArrayList<>();
    drives.add(new Drive.RawFile(raw, false));
    drives.add(new Drive.RawFile(ScratchDrive.make(work, context.programs()), false));
    try (Appliance appliance = ApplianceLaunch.WORK.boot(drives, work, context, clock)) {
      clock.in(
          Stage.EXECUTE,
          () -> {
            appliance.mount(appliance.device(0), "/", "noatime");
            for (int i = 0; i < trees.size(); i++) {
              unpack(appliance, trees.get(i), request.sources().get(i));
            }
            request.script().ifPresent(script -> runScript(appliance, script));
            // The device can be mounted below the tree, so it goes first.
            appliance.trim("/");
            appliance.unmountAll();
          });
      clock.in(
          Stage.CHECK,
          () -> {
            FileSystemGate.requireCleanResult(appliance);
            appliance.shutdown();
            appliance.close();
          });
    }
  }

  private void unpack(Appliance appliance, RootTree tree, Path source) {
    try {
      tree.stream(context.programs(), stream -> tarIn(appliance, stream));
    } catch (ApplianceException e) {
      String text = e.text();
      if (text.contains("No space left")) {
        throw new OperationException(
            Problem.at(source.toString(), "no room in the file system for it")
                .withHint("make it larger: --size 8G"),
            e);
      }
      throw new OperationException(
          Problem.at(source.toString(), "cannot be unpacked").withDetail(lastLines(text)), e);
    } catch (UncheckedIOException e) {
      Throwable cause = e.getCause();
      String reason = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
      throw new OperationException(Problem.at(source.toString(), "damaged: " + reason), e);
    }
  }

  /** tar warns first (of times in the future, for instance), and fails last. */
  private static List<String> lastLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - 5), lines.size());
  }

  private static void tarIn(Appliance appliance, InputStream stream) {
    try {
      appliance.tarIn(stream, "/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void runScript(Appliance appliance, Path script) {
    MountedImage image = ApplianceMount.over(appliance, appliance.device(1), Optional.empty());
    String place = image.scratch() + "/script.sh";
    image.copyIn(script, place);
    CommandResult result =
        image.run(
            "export HOME=/root LC_ALL=C PYTHONDONTWRITEBYTECODE=1\nexec /bin/sh " + place,
            SCRIPT_LIMIT,
            line -> context.events().accept(new Event.LogLine("script", line)));
    if (!result.succeeded()) {
      throw new OperationException(
          Problem.at(script.toString(), "failed in the tree (exit code " + result.exitCode() + ")")
              .withDetail(result.tail(20)));
    }
  }

  private static List<String> arguments(CreateRequest request) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-comp", request.compressor(), "-b", Integer.toString(request.blockSize())));
    return arguments;
  }
}
