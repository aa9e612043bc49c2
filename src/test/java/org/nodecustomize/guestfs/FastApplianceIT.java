package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Our own appliance: how it is made, what it can, and what becomes of one that is broken. */
class FastApplianceIT {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path directory = Path.of("");
  private final Cancellation cancellation = new Cancellation();
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final Events events =
      event -> {
        if (event instanceof Event.Notice notice) {
          // What is told of this machine's KVM is not about the appliance.
          if (!notice.text().startsWith("KVM ")) {
            notices.add(notice.text());
          }
        }
      };

  @BeforeEach
  void require() {
    Tools.requireAppliance();
  }

  private ApplianceConfig config(Path cache, boolean stock, Drive... drives) throws IOException {
    Path work = Files.createTempDirectory(directory, "work");
    return new ApplianceConfig(List.of(drives), 512, 1, work, cache, stock);
  }

  private Drive drive(String name) throws IOException {
    return new Drive.RawFile(new GuestImage(directory).empty(name), false);
  }

  private Path cache() throws IOException {
    return Files.createDirectories(directory.resolve("cache"));
  }

  /** The inputs of this machine with a copy of the recipe, which a test may change. */
  private ApplianceInputs inputs() throws IOException {
    ApplianceInputs found = ApplianceInputs.find().orElseThrow();
    Path recipe = Files.createDirectory(directory.resolve("supermin.d"));
    try (Stream<Path> files = Files.list(found.recipe())) {
      for (Path file : files.toList()) {
        Files.copy(file, recipe.resolve(file.getFileName().toString()));
      }
    }
    return new ApplianceInputs(recipe, found.kernel(), found.libraryVersion());
  }

  private FastAppliance over(ApplianceInputs inputs) throws IOException {
    return new FastAppliance(cache(), () -> Optional.of(inputs), events, cancellation);
  }

  private static long allocated(Path file) {
    ProgramResult result =
        new HostProgram(new Cancellation())
            .run(List.of("stat", "-c", "%b", file.toString()), Duration.ofSeconds(20));
    return 512 * Long.parseLong(result.out().strip());
  }

  private void run(String... command) {
    ProgramResult result =
        new HostProgram(cancellation).run(List.of(command), Duration.ofSeconds(60));
    assertTrue(result.succeeded(), result::err);
  }

  private static void sh(Appliance appliance, String script) {
    CommandResult result =
        appliance.run(
            new GuestCommand(script, Map.of(), Duration.ofMinutes(1), "/tmp", line -> {}));
    assertEquals(0, result.exitCode(), () -> String.join("\n", result.tail(20)));
  }

  @Test
  void itDoesWhatThisProgramAsksOfAnAppliance() throws IOException {
    GuestImage images = new GuestImage(directory);
    Path root = images.withPrograms("root.img", GuestImage.ALL_PROGRAMS);
    Path small = images.empty("small.img");
    try (RandomAccessFile file = new RandomAccessFile(small.toFile(), "rw")) {
      file.setLength(96 * MEBIBYTE);
    }
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("package"), "from the squashfs");
    Path packed = directory.resolve("packed.squashfs");
    run("mksquashfs", tree.toString(), packed.toString(), "-quiet", "-no-progress");
    ApplianceConfig config =
        config(
            Tools.cacheWithAppliance(),
            false,
            new Drive.RawFile(root, false),
            new Drive.RawFile(small, false),
            new Drive.RawFile(packed, true));
    try (Appliance appliance = Appliance.launch(config, events, cancellation)) {
      assertTrue(appliance.own());
      // Its own daemon says what it has; both are there where the machine has them.
      assertEquals(
          HostProgram.find("setfiles").isPresent(), appliance.hasFeature("selinuxrelabel"));
      assertEquals(HostProgram.find("xfs_repair").isPresent(), appliance.hasFeature("xfs"));
      appliance.resizeExt(appliance.device(1));
      assertEquals(FsckResult.State.CLEAN, appliance.checkExt(1, FsckMode.READ_ONLY).state());
      appliance.mount(appliance.device(0), "/", "noatime");
      appliance.mount(appliance.device(1), "/scratch", "");
      assertTrue(appliance.space("/scratch").availableBytes() > 80 * MEBIBYTE);
      appliance.makeDirectories("/var/tmp/packages");
      appliance.mount(appliance.device(2), "/var/tmp/packages", "ro");
      assertEquals(
          "from the squashfs",
          new String(appliance.read("/var/tmp/packages/package", 100), StandardCharsets.UTF_8));
      sh(appliance, "test -b " + appliance.deviceInCommands(1) + " && id -u > /scratch/user");
      assertEquals("0\n", new String(appliance.read("/scratch/user", 10), StandardCharsets.UTF_8));
      sh(appliance, "dd if=/dev/urandom of=/scratch/large bs=1M count=24");
      appliance.sync();
      long full = allocated(small);
      appliance.remove("/scratch/large");
      appliance.sync();
      appliance.trim("/scratch");
      assertTrue(full - allocated(small) > 20 * MEBIBYTE, () -> "trimmed from " + full);
      appliance.unmountAll();
    }
    run("e2fsck", "-fn", small.toString());
    assertEquals(List.of(), notices);
  }

  @Test
  void twoFirstUsesAtOnceBuildOneApplianceAndALaterChangeAnother() throws IOException {
    ApplianceInputs inputs = inputs();
    FastAppliance first = over(inputs);
    FastAppliance second = over(inputs);
    assertEquals(Optional.empty(), first.forLaunch(false));
    assertEquals(FastAppliance.State.ABSENT, first.status().state());
    CompletableFuture<Optional<FastAppliance.Usable>> other =
        CompletableFuture.supplyAsync(() -> second.forLaunch(true));
    Optional<FastAppliance.Usable> usable = first.forLaunch(true);
    assertEquals(usable, other.join());
    assertEquals(
        List.of("making an appliance that starts faster, once on this machine; some 10 s"),
        notices);
    FastAppliance.Status status = first.status();
    assertEquals(FastAppliance.State.READY, status.state());
    assertEquals(status.directory(), usable.orElseThrow().directory());
    // 260 MiB on the disk, 4 GiB as it seems
    assertTrue(status.bytes() > 50 * MEBIBYTE && status.bytes() < 600 * MEBIBYTE);

    Files.setLastModifiedTime(
        status.directory().resolve("README.fixed"),
        FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Files.setLastModifiedTime(
        inputs.recipe().resolve("packages"), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    assertEquals(Optional.empty(), first.forLaunch(false));
    Optional<FastAppliance.Usable> changed = first.forLaunch(true);
    assertNotEquals(usable, changed);
    assertEquals(2, notices.size());
    assertFalse(Files.exists(status.directory()), "the old one stays");

    first.remove();
    assertEquals(FastAppliance.State.ABSENT, first.status().state());
  }

  @Test
  void aBuildThatFailsIsToldOnceAndRemembered() throws IOException {
    ApplianceInputs inputs = inputs();
    Files.write(inputs.recipe().resolve("init.tar.gz"), new byte[100]);
    FastAppliance appliance = over(inputs);
    assertEquals(Optional.empty(), appliance.forLaunch(true));
    assertEquals(2, notices.size(), notices::toString);
    assertTrue(notices.get(1).contains("using the stock one"), notices::toString);
    assertEquals(FastAppliance.State.REFUSED, appliance.status().state());
    assertTrue(appliance.status().detail().contains("'tar' failed"), appliance.status()::detail);
    assertEquals(Optional.empty(), appliance.forLaunch(true));
    assertEquals(2, notices.size(), notices::toString);
    try (Stream<Path> left = Files.list(cache().resolve("appliance"))) {
      assertEquals(List.of(), left.filter(Files::isDirectory).toList());
    }
  }

  @Test
  void oneWithATruncatedRootLeadsToTheStockApplianceOnce() throws IOException {
    FastAppliance.Status good =
        new FastAppliance(Tools.cacheWithAppliance(), events, cancellation).status();
    Path broken =
        Files.createDirectories(
            cache().resolve("appliance").resolve(good.directory().getFileName()));
    for (String name : List.of("kernel", "initrd")) {
      Files.copy(good.directory().resolve(name), broken.resolve(name));
    }
    try (RandomAccessFile from =
            new RandomAccessFile(good.directory().resolve("root").toFile(), "r");
        RandomAccessFile to = new RandomAccessFile(broken.resolve("root").toFile(), "rw")) {
      byte[] start = new byte[(int) MEBIBYTE];
      from.readFully(start);
      to.write(start);
    }
    // As it would be if the disk had lost the rest, with all else as it should be.
    String readme = Files.readString(good.directory().resolve("README.fixed"));
    Files.writeString(
        broken.resolve("README.fixed"), readme.replaceAll("root=\\d+", "root=" + MEBIBYTE));
    FastAppliance appliance = new FastAppliance(cache(), events, cancellation);
    assertEquals(FastAppliance.State.READY, appliance.status().state());

    ApplianceConfig config = config(cache(), false, drive("one.img"));
    try (Appliance launched = Appliance.launch(config, events, cancellation)) {
      assertFalse(launched.own());
      assertEquals("ext4", launched.fileSystemType(launched.device(0)));
    }
    assertEquals(1, notices.size(), notices::toString);
    assertTrue(notices.get(0).contains("does not start"), notices::toString);
    assertEquals(FastAppliance.State.REFUSED, appliance.status().state());
    assertEquals(Optional.empty(), appliance.forLaunch(true));
    assertEquals(1, notices.size(), notices::toString);
  }

  @Test
  void theStockApplianceIsUsedWhereTheUserAsksForIt() throws IOException {
    ApplianceConfig config = config(cache(), true, drive("one.img"));
    try (Appliance launched = Appliance.launch(config, events, cancellation)) {
      assertFalse(launched.own());
    }
    assertEquals(List.of(), notices);
    assertFalse(Files.exists(cache().resolve("appliance")));
  }
}
