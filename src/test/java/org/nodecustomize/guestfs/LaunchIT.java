package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/** Launches that fail, hang or are cancelled. */
class LaunchIT {
  @TempDir Path directory = Path.of("");
  private final Cancellation cancellation = new Cancellation();
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final Events events =
      event -> {
        if (event instanceof Event.Notice notice) {
          notices.add(notice.text());
        }
      };
  private Path image = Path.of("");
  private Path work = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    Tools.requireAppliance();
    image =
        new GuestImage(directory)
            .withPrograms("root.img", List.of("sh", "sleep", "cat", "grep", "sed", "tail"));
    work = Files.createDirectory(directory.resolve("work"));
  }

  private ApplianceConfig config() {
    return new ApplianceConfig(
        List.of(new Drive.RawFile(image, false)), 512, 1, work, directory.resolve("cache"), true);
  }

  /** A launch whose KVM is said to work, with another hypervisor. */
  private Launcher.Launched launch(Path hypervisor, LaunchWatch.Limits limits) throws IOException {
    Hypervisor program = new Hypervisor(hypervisor, List.of());
    Path device = Files.writeString(directory.resolve("kvm"), "");
    KvmMemory memory = new KvmMemory(directory.resolve("cache"));
    memory.keep(hypervisor, new KvmCheck(KvmCheck.State.WORKS, "", false));
    return new Launcher(config(), program, events, cancellation, limits)
        .launch(new KvmProbe(device, program, memory, cancellation));
  }

  private Path script(String text) throws IOException {
    Path script = directory.resolve("hypervisor");
    Files.writeString(script, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private void assertNothingIsLeft() throws IOException {
    List<String> left =
        ProcessHandle.current()
            .descendants()
            .map(process -> ApplianceProcesses.commandLine(process.pid()))
            .filter(command -> command.contains("node_customize.appliance"))
            .toList();
    assertEquals(List.of(), left);
    try (Stream<Path> files = Files.list(work)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void aKvmThatStaysSilentIsGivenUpAndRemembered() throws IOException {
    Path qemu = Hypervisor.find().program();
    // Hangs at the first launch; questions about features and the second launch are answered.
    Path hangs =
        script(
            """
            case "$*" in
              *guestfsd.sock*)
                if mkdir "$0.hung" 2>/dev/null; then
                  exec sh -c 'while :; do sleep 1; done' sh "$@"
                fi
                ;;
            esac
            exec %s "$@"
            """
                .formatted(qemu));
    long started = System.nanoTime();
    Launcher.Launched launched =
        launch(
            hangs,
            new LaunchWatch.Limits(Optional.of(Duration.ofSeconds(3)), Duration.ofSeconds(60)));
    try (Handle handle = launched.handle()) {
      assertTrue(launched.emulated());
      assertFalse(handle.hasEnded());
      assertTrue(System.nanoTime() - started > Duration.ofSeconds(3).toNanos());
      assertEquals(
          List.of("KVM does not answer on this machine; using emulation (slower)"), notices);
      assertEquals(
          Optional.of(KvmCheck.State.HANGS),
          new KvmMemory(directory.resolve("cache")).recall(hangs).map(KvmCheck::state));
    }
    launched.orphans().forget(launched.handle().temporary());
    assertNothingIsLeft();
  }

  @Test
  void aFailedLaunchShowsWhatWasSaidLast() throws IOException {
    Path fails = script("echo 'no such machine: toaster' >&2; exit 1\n");
    HostException e =
        assertThrows(HostException.class, () -> launch(fails, LaunchWatch.Limits.KVM));
    Problem problem = e.problems().get(0);
    assertTrue(problem.message().startsWith("the appliance did not start: "), problem.message());
    assertTrue(problem.hint().isPresent());
    assertTrue(
        problem.detail().stream().anyMatch(line -> line.contains("toaster")),
        () -> String.join("\n", problem.detail()));
    assertEquals(List.of(), notices);
    assertNothingIsLeft();
  }

  @Test
  void aMissingImageIsToldBeforeTheLaunch() {
    image = directory.resolve("missing.img");
    HostException e =
        assertThrows(
            HostException.class, () -> Appliance.launch(config(), events, cancellation).close());
    assertEquals(image + ": cannot be read as a disk of the appliance", e.getMessage());
  }

  @Test
  void cancellingDuringTheLaunchEndsItSoon() throws Exception {
    CompletableFuture<Appliance> launch =
        CompletableFuture.supplyAsync(() -> Appliance.launch(config(), events, cancellation));
    while (!Files.exists(work.resolve("appliance.pid"))) {
      assertFalse(launch.isDone(), "it ended before it could be cancelled");
      Thread.sleep(20);
    }
    long started = System.nanoTime();
    cancellation.cancel();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> launch.get(10, TimeUnit.SECONDS));
    assertTrue(e.getCause() instanceof RunInterruptedException, String.valueOf(e.getCause()));
    assertTrue(System.nanoTime() - started < Duration.ofSeconds(5).toNanos());
    assertNothingIsLeft();
  }

  @Test
  void cancellingACommandEndsItSoonAndClosingIsQuiet() throws Exception {
    Appliance appliance = Appliance.launch(config(), events, cancellation);
    try (appliance) {
      appliance.mount(appliance.device(0), "/", "");
      CompletableFuture<CommandResult> sleep =
          CompletableFuture.supplyAsync(
              () ->
                  appliance.run(
                      new GuestCommand(
                          "sleep 1000", Map.of(), Duration.ofSeconds(1000), "/tmp", l -> {})));
      Thread.sleep(2000);
      long started = System.nanoTime();
      cancellation.cancel();
      ExecutionException e =
          assertThrows(ExecutionException.class, () -> sleep.get(10, TimeUnit.SECONDS));
      assertTrue(e.getCause() instanceof RunInterruptedException, String.valueOf(e.getCause()));
      assertTrue(System.nanoTime() - started < Duration.ofSeconds(5).toNanos());
      assertThrows(RunInterruptedException.class, () -> appliance.exists("/etc"));
    }
    appliance.close();
    assertThrows(IllegalStateException.class, () -> appliance.exists("/etc"));
    assertNothingIsLeft();
  }

  @Test
  void aCommandThatNothingInTheImageCanEndEndsTheAppliance() throws IOException {
    try (Appliance appliance = Appliance.launch(config(), events, cancellation)) {
      appliance.mount(appliance.device(0), "/", "");
      assertFalse(appliance.exists("/bin/timeout"));
      CommandRunner runner = appliance.commands(Duration.ofSeconds(2));
      OperationException e =
          assertThrows(
              OperationException.class,
              () ->
                  runner.run(
                      new GuestCommand(
                          "sleep 1000", Map.of(), Duration.ofSeconds(2), "/tmp", l -> {})));
      assertEquals("a command in the image did not end within 2 s", e.getMessage());
    }
    assertNothingIsLeft();
  }

  @Test
  void theProbeRunsToItsEndUnderEmulation() {
    KvmProbe probe =
        new KvmProbe(Hypervisor.find(), new KvmMemory(directory.resolve("cache")), cancellation);
    assertEquals(KvmCheck.State.WORKS, probe.run("tcg").state());
  }

  @Test
  void aProbeThatHangsIsEnded() throws IOException {
    Hypervisor hangs = new Hypervisor(script("exec sleep 60\n"), List.of());
    KvmProbe probe = new KvmProbe(hangs, new KvmMemory(directory.resolve("cache")), cancellation);
    long started = System.nanoTime();
    assertEquals(KvmCheck.State.HANGS, probe.run("kvm").state());
    assertTrue(System.nanoTime() - started < Duration.ofSeconds(6).toNanos());
  }
}
