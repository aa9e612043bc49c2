package org.nodecustomize.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** For which machines an image's programs are: what their ELF headers say. */
public final class ProgramArchitecture {
  private static final List<String> TELLING_PROGRAMS =
      List.of("/usr/bin/rpm", "/bin/rpm", "/bin/sh", "/usr/bin/bash", "/bin/ls");

  private static final int MAGIC = 0x7f454c46;
  private static final int LITTLE_ENDIAN_DATA = 1;
  private static final int WIDE_CLASS = 2;

  /** Up to the end of {@code e_machine}. */
  private static final int HEAD = 20;

  private ProgramArchitecture() {}

  /** Programs that tell what an image is made for, those that every image has. */
  public static List<String> programs(TreeView tree) {
    return TELLING_PROGRAMS.stream().filter(tree::exists).toList();
  }

  /** The architecture as RPM spells it; the first real program tells, scripts do not. */
  public static Optional<String> of(FileTree tree) {
    for (String program : programs(tree)) {
      try (InputStream in = tree.open(program).orElseGet(InputStream::nullInputStream)) {
        Optional<String> told = ofProgram(in.readNBytes(HEAD));
        if (told.isPresent()) {
          return told;
        }
      } catch (IOException e) {
        throw new ImageException(Problem.at(program, "cannot be read: " + e.getMessage()), e);
      }
    }
    return Optional.empty();
  }

  /**
   * What the first bytes of a program tell. Layout and numbers: elf(5), {@code elf.h}.
   *
   * @return empty for what is no ELF program, or one of a machine that RPM does not know
   */
  static Optional<String> ofProgram(byte[] head) {
    if (head.length < HEAD) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(Arrays.copyOf(head, HEAD));
    if (header.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    boolean wide = header.get(4) == WIDE_CLASS;
    boolean little = header.get(5) == LITTLE_ENDIAN_DATA;
    header.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return Architectures.rpmName(
        switch (Short.toUnsignedInt(header.getShort(18))) {
          case 3 -> "i386";
          case 20 -> "ppc";
          case 21 -> little ? "ppc64le" : "ppc64";
          case 22 -> wide ? "s390x" : "s390";
          case 40 -> "arm";
          case 50 -> "ia64";
          case 62 -> "x86_64";
          case 183 -> "aarch64";
          case 243 -> wide ? "riscv64" : "riscv32";
          default -> "unknown";
        });
  }
}
