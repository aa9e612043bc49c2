package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The note of a kernel that says where to enter it without a boot loader; qemu refuses an ELF kernel
 * that lacks it.
 *
 * <p>Source: the ELF-64 object file format, and {@code xen/include/public/elfnote.h} for note 18 of
 * owner {@code Xen}, {@code XEN_ELFNOTE_PHYS32_ENTRY}.
 */
final class PvhEntry {
  private static final int ELF_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PROGRAM_HEADERS_LIMIT = 128;
  private static final int PT_NOTE = 4;
  private static final int NOTES_LIMIT = 1 << 16;
  private static final int PHYS32_ENTRY = 18;
  private static final byte[] OWNER = "Xen\0".getBytes(StandardCharsets.US_ASCII);

  private PvhEntry() {}

  /** Whether {@code kernel} is a 64-bit ELF file that has the note. */
  static boolean isIn(Path kernel) throws IOException {
    try (FileChannel file = FileChannel.open(kernel, StandardOpenOption.READ)) {
      ByteBuffer elf = read(file, 0, ELF_HEADER);
      if (elf.remaining() < ELF_HEADER || elf.getInt(0) != 0x464c457f || elf.get(4) != 2) {
        return false;
      }
      long headers = elf.getLong(0x20);
      int count = Short.toUnsignedInt(elf.getShort(0x38));
      if (elf.getShort(0x36) != PROGRAM_HEADER || count > PROGRAM_HEADERS_LIMIT) {
        return false;
      }
      ByteBuffer table = read(file, headers, count * PROGRAM_HEADER);
      for (int at = 0; at + PROGRAM_HEADER <= table.remaining(); at += PROGRAM_HEADER) {
        long size = table.getLong(at + 32);
        if (table.getInt(at) == PT_NOTE
            && size <= NOTES_LIMIT
            && isAmong(read(file, table.getLong(at + 8), (int) Math.max(0, size)))) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isAmong(ByteBuffer notes) {
    int at = 0;
    while (at + 12 <= notes.remaining()) {
      int owner = notes.getInt(at);
      int content = notes.getInt(at + 4);
      if (owner < 0 || content < 0 || owner > NOTES_LIMIT || content > NOTES_LIMIT) {
        return false;
      }
      int name = at + 12;
      if (notes.getInt(at + 8) == PHYS32_ENTRY
          && owner == OWNER.length
          && name + owner <= notes.remaining()
          && notes.slice(name, owner).equals(ByteBuffer.wrap(OWNER))) {
        return true;
      }
      at = name + aligned(owner) + aligned(content);
    }
    return false;
  }

  private static int aligned(int size) {
    return (size + 3) & ~3;
  }

  /** What there is of the wanted bytes. */
  private static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (offset < 0) {
      return buffer.limit(0);
    }
    int count = 0;
    while (buffer.hasRemaining() && count >= 0) {
      count = file.read(buffer, offset + buffer.position());
    }
    return buffer.flip();
  }
}
