package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;

class SmallPartsTest {
  @TempDir Path directory = Path.of("");

  @Test
  void theFixedTimeIsANumberOrNothing() {
    assertEquals(OptionalLong.empty(), SourceDate.parse(Optional.empty()));
    assertEquals(OptionalLong.empty(), SourceDate.parse(Optional.of("")));
    assertEquals(OptionalLong.of(1700000000), SourceDate.parse(Optional.of("1700000000")));
    for (String bad : List.of("-1", "today", "1.5", " 1", "9999999999999")) {
      assertEquals(
          "SOURCE_DATE_EPOCH: expected seconds since 1970 but was \"" + bad + "\"\n",
          Problems.of(UsageException.class, () -> SourceDate.parse(Optional.of(bad))));
    }
  }

  private RpmPackage named(String name, String version) throws IOException {
    Path file =
        Files.writeString(directory.resolve("user's $(file) " + version.hashCode()), version);
    return new RpmPackage(
        file,
        RpmFile.Kind.BINARY,
        new Nevra(name, 1, version, "1", "noarch"),
        "",
        "",
        "",
        "linux",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        "cpio",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void namesOnThePackageDriveMeanNothingToAShell() throws IOException {
    try (WorkDirectory work = WorkDirectory.open(directory);
        PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      String hostile = "a;b$(c)`d`'e\"f&g|h*i?j[k]\\l!{m}<n>#o=p%q@r,\u00fc";
      String name = drive.add(PackageDrive.GIVEN, named(hostile, "1.0~rc^1+2"));
      assertEquals(
          "given/a_b__c__d__e_f_g_h_i_j_k__l__m__n__o_p_q_r__-1_1.0~rc^1+2-1.noarch.rpm", name);
      assertTrue(name.matches("given/[A-Za-z0-9._+~^-]+"), name);
      assertEquals("1.0~rc^1+2", text(drive, name));
    }
  }

  @Test
  void packagesThatDifferOnlyInSuchCharactersStayTwo() throws IOException {
    try (WorkDirectory work = WorkDirectory.open(directory);
        PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      RpmPackage one = named("a", "1;2");
      RpmPackage other = named("a", "1&2");
      String first = drive.add(PackageDrive.GIVEN, one);
      String second = drive.add(PackageDrive.GIVEN, other);
      assertEquals("given/a-1_1_2-1.noarch.rpm", first);
      assertEquals("given/a-1_1_2-1.noarch-2.rpm", second);
      assertEquals("1;2", text(drive, first));
      assertEquals("1&2", text(drive, second));
      assertEquals(first, drive.add(PackageDrive.GIVEN, one));
    }
  }

  @Test
  void theLongestNameOfAPackageIsPossible() throws IOException {
    try (WorkDirectory work = WorkDirectory.open(directory);
        PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      String name = drive.add(PackageDrive.REPOSITORY, named("n".repeat(1000), "1"));
      assertEquals("1", text(drive, name));
      assertTrue(name.startsWith(PackageDrive.REPOSITORY + "/"));
    }
  }

  private static String text(PackageDrive drive, String path) {
    SteadyFile file = drive.file(path);
    ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
    file.read(0, bytes);
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  private final List<Event> events = new ArrayList<>();

  private HostContext context(Cancellation cancellation) {
    return new HostContext(events::add, cancellation, directory, directory);
  }

  @Test
  void aStageTellsItsBeginningAndItsEnd() {
    StageClock clock = new StageClock(context(new Cancellation()));
    assertEquals("x", clock.in(Stage.PROBE, () -> "x"));
    assertEquals(new Event.StageStarted(Stage.PROBE), events.get(0));
    assertTrue(
        events.get(1) instanceof Event.StageFinished finished && finished.stage() == Stage.PROBE);
    assertEquals(2, events.size());
  }

  @Test
  void aStageThatFailsHasNoEndAndACancelledRunNoFurtherStage() {
    Cancellation cancellation = new Cancellation();
    StageClock clock = new StageClock(context(cancellation));
    Runnable failing =
        () -> {
          throw new IllegalStateException("x");
        };
    assertThrows(IllegalStateException.class, () -> clock.in(Stage.PACK, failing));
    assertEquals(List.of(new Event.StageStarted(Stage.PACK)), events);
    cancellation.cancel();
    assertThrows(RunInterruptedException.class, () -> clock.in(Stage.PUBLISH, () -> {}));
    assertEquals(1, events.size());
  }

  @ParameterizedTest
  @CsvSource({
    "'  Installing       : bear-4.1-1.noarch                                      1/2 ', 1, 2",
    "'  Verifying  : 7:lvm2-2.02.166-1.el7_3.5.x86_64                           11/22 ', 11, 22",
    "'  Cleanup    : foo-1-1.noarch 2/2', 2, 2"
  })
  void theManagersCountIsProgress(String line, long done, long total) {
    TransactionProgress.of(events::add).accept(line);
    assertEquals(
        List.of(
            new Event.LogLine("image", line), new Event.StageAdvanced(Stage.EXECUTE, done, total)),
        events);
  }

  @Test
  void otherLinesAreOnlyLogged() {
    for (String line : Arrays.asList("1/2", "Installing : foo", "Installed 1/2", "")) {
      TransactionProgress.of(events::add).accept(line);
    }
    assertTrue(events.stream().allMatch(Event.LogLine.class::isInstance));
    assertEquals(4, events.size());
  }
}
