package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/** Commands in the image, in one appliance. */
class CommandIT {
  private static @Nullable Appliance launched;

  private final Appliance appliance = Objects.requireNonNull(launched);
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void launch(@TempDir Path directory) throws IOException {
    Tools.requireAppliance();
    GuestImage images = new GuestImage(directory);
    launched =
        Appliance.launch(
            new ApplianceConfig(
                List.of(
                    new Drive.RawFile(
                        images.withPrograms("root.img", GuestImage.ALL_PROGRAMS), false),
                    new Drive.RawFile(images.empty("scratch.img"), false),
                    new Drive.RawFile(images.empty("empty.img"), false)),
                512,
                1,
                Files.createDirectory(directory.resolve("work")),
                Tools.cacheWithAppliance(),
                false),
            Events.none(),
            new Cancellation());
    mount(launched);
  }

  private static void mount(Appliance appliance) {
    appliance.mount(appliance.device(0), "/", "");
    appliance.mount(appliance.device(1), "/scratch", "");
  }

  @AfterAll
  static void close() {
    if (launched != null) {
      launched.close();
    }
  }

  private CommandResult run(String script, Duration limit, Map<String, String> environment) {
    return appliance.run(new GuestCommand(script, environment, limit, "/scratch", lines::add));
  }

  private CommandResult run(String script) {
    return run(script, Duration.ofSeconds(60), Map.of());
  }

  @Test
  void aFailingCommandGivesItsExitCodeAndAllItsOutput() {
    CommandResult result = run("echo to out; echo to err >&2; exit 42");
    assertEquals(new CommandResult(42, "to out\nto err\n"), result);
    assertFalse(result.succeeded());
    assertEquals(List.of("to out", "to err"), lines);
  }

  @Test
  void aCommandThatASignalEndsGives128AndMore() {
    assertEquals(137, run("kill -9 $$").exitCode());
  }

  @Test
  void outputBeyondTheLimitKeepsHeadAndTail() {
    CommandResult result = run("seq 1 1000000");
    assertEquals(0, result.exitCode());
    assertTrue(result.log().startsWith("1\n2\n3\n"));
    assertTrue(result.log().endsWith("999999\n1000000\n"));
    int cut = 6_888_896 - CommandResult.LOG_LIMIT;
    assertTrue(result.log().contains("\n[... " + cut + " bytes are left out here ...]\n"));
  }

  @Test
  void eachLineIsToldOnceAndInOrder() {
    run("seq 1 3000");
    assertEquals(IntStream.rangeClosed(1, 3000).mapToObj(Integer::toString).toList(), lines);
  }

  @Test
  void linesAreToldWhileTheCommandRuns() {
    List<Long> times = new ArrayList<>();
    CommandResult result =
        appliance.run(
            new GuestCommand(
                "echo first; sleep 8; echo last",
                Map.of(),
                Duration.ofSeconds(60),
                "/scratch",
                line -> times.add(System.nanoTime())));
    long end = System.nanoTime();
    assertEquals(0, result.exitCode());
    assertEquals(2, times.size());
    assertTrue(
        end - times.get(0) > Duration.ofSeconds(3).toNanos(), "the first line came at the end");
  }

  @Test
  void theEnvironmentComesAsItIs() {
    String hostile = "a 'b' \"c\" $(exit 9) `id` \\ \u017e\n*";
    CommandResult result =
        run("printf %s \"$VALUE\"", Duration.ofSeconds(60), Map.of("VALUE", hostile));
    assertEquals(hostile, result.log());
  }

  @Test
  void standardInputIsEmptyAndNothingIsLeftInTheScratchDirectory() {
    assertEquals(new CommandResult(0, ""), run("cat"));
    assertEquals(List.of("lost+found"), appliance.list("/scratch"));
  }

  @Test
  void aHangingCommandIsEndedAndTheApplianceLives() {
    long started = System.nanoTime();
    OperationException e =
        assertThrows(
            OperationException.class,
            () -> run("echo before; sleep 1000", Duration.ofSeconds(3), Map.of()));
    assertEquals("a command in the image did not end within 3 s", e.getMessage());
    assertEquals(List.of("before"), e.problems().get(0).detail());
    assertTrue(System.nanoTime() - started < Duration.ofSeconds(20).toNanos());
    assertEquals(0, run("exit 0").exitCode());
  }

  @Test
  void aCommandThatItselfExitsLikeATimeoutIsNotTakenForOne() {
    assertEquals(124, run("exit 124").exitCode());
  }

  @Test
  void whatACommandLeavesRunningDoesNotHoldTheImage() {
    CommandResult result =
        run("setsid sleep 1000 & env -i setsid sleep 1000 & exec setsid sleep 1000 & echo done");
    assertEquals(new CommandResult(0, "done\n"), result);
    appliance.unmountAll();
    mount(appliance);
  }

  @Test
  void anImageWithoutAShellIsToldInClearWords() {
    appliance.unmountAll();
    appliance.mount(appliance.device(2), "/", "");
    try {
      appliance.makeDirectories("/scratch");
      OperationException e = assertThrows(OperationException.class, () -> run("exit 0"));
      assertEquals("the image has no '/bin/sh', so no command can run in it", e.getMessage());
    } finally {
      appliance.unmountAll();
      mount(appliance);
    }
  }

  @Test
  void aFullScratchDirectoryIsAnErrorAndNotSuccess() {
    appliance.makeDirectories("/scratch/full");
    ApplianceException e =
        assertThrows(
            ApplianceException.class,
            () ->
                run(
                    "cat /dev/zero >/scratch/full/file; i=0;"
                        + " while echo x >/scratch/full/$i; do i=$((i + 1)); done"));
    assertEquals("no exit code: the scratch directory is full, or its shell was killed", e.text());
    appliance.removeRecursively("/scratch/full");
    for (String left : appliance.list("/scratch")) {
      if (left.startsWith(".nc")) {
        appliance.removeRecursively("/scratch/" + left);
      }
    }
  }

  @Test
  void scriptsReachADriveByItsLabel() {
    CommandResult result = run("head -c 1082 " + appliance.deviceInCommands(1) + " | tail -c 2");
    assertEquals("S\ufffd", result.log(), "the magic number of ext4, 0xEF53");
  }
}
