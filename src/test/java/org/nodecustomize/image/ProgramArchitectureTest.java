package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.tree.MemoryTree;

class ProgramArchitectureTest {

  private static byte[] elf(int bits, String order, int machine) {
    boolean little = order.equals("little");
    ByteBuffer head = ByteBuffer.allocate(64).putInt(0x7f454c46);
    head.put(4, (byte) (bits == 64 ? 2 : 1)).put(5, (byte) (little ? 1 : 2));
    head.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return head.putShort(18, (short) machine).array();
  }

  @ParameterizedTest
  @CsvSource({
    "64, little, 62, x86_64",
    "32, little, 3, i686",
    "64, little, 183, aarch64",
    "32, little, 40, armv7hl",
    "32, big, 20, ppc",
    "64, big, 21, ppc64",
    "64, little, 21, ppc64le",
    "64, big, 22, s390x",
    "32, big, 22, s390",
    "64, little, 243, riscv64",
    "64, little, 50, ia64",
  })
  void aProgramTellsItsMachine(int bits, String order, int machine, String expected) {
    assertEquals(Optional.of(expected), ProgramArchitecture.ofProgram(elf(bits, order, machine)));
  }

  @Test
  void aMachineThatRpmDoesNotKnowIsNotGuessed() {
    assertEquals(Optional.empty(), ProgramArchitecture.ofProgram(elf(32, "little", 243)));
    assertEquals(Optional.empty(), ProgramArchitecture.ofProgram(elf(64, "little", 4711)));
    assertEquals(Optional.empty(), ProgramArchitecture.ofProgram(new byte[3]));
  }

  @Test
  void theFirstProgramThatIsNoScriptTells() {
    MemoryTree tree =
        new MemoryTree()
            .file(
                "/usr/bin/rpm", "#!/bin/sh\necho this is a script, and longer than twenty bytes\n")
            .file("/usr/bin/bash", elf(64, "little", 183))
            .symbolicLink("/bin", "usr/bin")
            .symbolicLink("/usr/bin/sh", "bash");
    assertEquals(Optional.of("aarch64"), ProgramArchitecture.of(tree));
    assertEquals(Optional.empty(), ProgramArchitecture.of(new MemoryTree()));
  }
}
