package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.ProgramResult;

/** Whether KVM is tried, without trying it. */
class KvmTest {
  private static final KvmCheck HANGS = new KvmCheck(KvmCheck.State.HANGS, "it hangs", false);

  @TempDir Path directory = Path.of("");
  private Path qemu = Path.of("");
  private Path cache = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    qemu = Files.writeString(directory.resolve("qemu"), "");
    cache = directory.resolve("deep/cache");
  }

  @Test
  void aFindingIsRememberedUntilTheNextBoot() {
    new KvmMemory(cache, "boot-1").keep(qemu, HANGS);
    assertEquals(
        Optional.of(new KvmCheck(KvmCheck.State.HANGS, "it hangs", true)),
        new KvmMemory(cache, "boot-1").recall(qemu));
    assertEquals(Optional.empty(), new KvmMemory(cache, "boot-2").recall(qemu));
  }

  @Test
  void aFindingIsForgottenWhenQemuChanges() throws IOException {
    KvmMemory memory = new KvmMemory(cache, "boot");
    memory.keep(qemu, HANGS);
    Files.setLastModifiedTime(qemu, FileTime.fromMillis(1_000_000));
    assertEquals(Optional.empty(), memory.recall(qemu));
  }

  @Test
  void findingsOfOtherBootsAreRemoved() throws IOException {
    new KvmMemory(cache, "boot-1").keep(qemu, HANGS);
    new KvmMemory(cache, "boot-2").keep(qemu, HANGS);
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(List.of(cache.resolve("kvm-boot-2.properties")), files.toList());
    }
  }

  @Test
  void aDamagedMemoryIsNoMemory() throws IOException {
    Files.createDirectories(cache);
    Path file = cache.resolve("kvm-boot.properties");
    for (String text : List.of("", "state=NONSENSE", "qemu=\\u00", "x".repeat(100_000))) {
      Files.writeString(file, text);
      assertEquals(Optional.empty(), new KvmMemory(cache, "boot").recall(qemu), text);
    }
  }

  @Test
  void aCacheThatCannotBeWrittenDoesNoHarm() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    KvmMemory memory = new KvmMemory(file, "boot");
    memory.keep(qemu, HANGS);
    assertEquals(Optional.empty(), memory.recall(qemu));
  }

  private KvmCheck check(Path device, String... settings) {
    return new KvmProbe(
            device,
            new Hypervisor(qemu, List.of(settings)),
            new KvmMemory(cache, "boot"),
            new Cancellation())
        .check();
  }

  @Test
  void theEnvironmentDecidesFirst() {
    assertEquals(KvmCheck.State.EMULATION_FORCED, check(qemu, "force_tcg").state());
    KvmCheck kvm = check(directory.resolve("none"), "force_kvm");
    assertEquals(KvmCheck.State.KVM_FORCED, kvm.state());
    assertTrue(kvm.tryKvm());
  }

  @Test
  void withoutADeviceKvmIsNotTried() {
    KvmCheck check = check(directory.resolve("none"));
    assertEquals(KvmCheck.State.ABSENT, check.state());
    assertFalse(check.tryKvm());
  }

  @Test
  void aRememberedFindingIsNotFoundOutAgain() {
    new KvmMemory(cache, "boot").keep(qemu, HANGS);
    KvmCheck check = check(qemu);
    assertTrue(check.remembered());
    assertFalse(check.tryKvm());
  }

  @Test
  void howQemuEndsDecides() {
    assertEquals(KvmCheck.State.WORKS, judge(33, ""));
    assertEquals(KvmCheck.State.FAILS, judge(134, "Assertion failed"));
    assertEquals(
        KvmCheck.State.FORBIDDEN,
        judge(1, "Could not access KVM kernel module: Permission denied"));
    assertEquals(
        KvmCheck.State.UNKNOWN, judge(1, "'isa-debug-exit' is not a valid device model name"));
  }

  private static KvmCheck.State judge(int exitCode, String err) {
    return KvmProbe.judge(new ProgramResult("qemu", exitCode, "", err)).state();
  }

  @Test
  void theRomStartsAtTheResetVectorAndItsTablesAreRight() {
    ByteBuffer rom = ByteBuffer.wrap(LongModeRom.build()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(65536, rom.capacity());
    assertEquals((byte) 0xea, rom.get(0xfff0));
    assertEquals(0xf0000000, rom.getInt(0xfff1), "jumps to F000:0000");
    assertEquals(0xf0100, rom.getInt(0x122), "the descriptor table's address");
    assertEquals(1, rom.getLong(0x108) >>> 53 & 1, "the segment is of 64-bit code");
  }
}
