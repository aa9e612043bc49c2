package org.nodecustomize.guestfs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A firmware image that enters 64-bit mode, stores to memory for a while and ends qemu with exit
 * code 33. A KVM that is broken for 64-bit guests runs real-mode code well, so nothing smaller is a
 * test of it.
 *
 * <p>Sources: Intel SDM volume 3, 10.8.5 (how to enable IA-32e mode), 5.5 (4-level paging), 3.4.5
 * (segment descriptors); QEMU's isa-debug-exit device ends the process with {@code (value << 1) |
 * 1}.
 */
final class LongModeRom {
  /** What qemu exits with when the code came to its end: (0x10 &lt;&lt; 1) | 1. */
  static final int EXIT_CODE = 33;

  /** The smallest firmware that qemu maps up to the end of the first MiB. */
  private static final int SIZE = 64 * 1024;

  /** Where the image is below 1 MiB. */
  private static final int BASE = 0xF0000;

  private static final int RESET_VECTOR = 0xFFF0;
  private static final int GDT = 0x100;
  private static final int GDT_POINTER = 0x120;
  private static final int LONG_MODE = 0x80;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  private LongModeRom() {}

  static byte[] build() {
    ByteBuffer rom = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    rom.put(0, realMode());
    rom.put(LONG_MODE, longMode());
    rom.putLong(GDT, 0);
    // Code, present, accessed, 64-bit: the processor would otherwise set "accessed" in the ROM.
    rom.putLong(GDT + 8, 0x00209B0000000000L);
    rom.putShort(GDT_POINTER, (short) 15);
    rom.putInt(GDT_POINTER + 2, BASE + GDT);
    rom.put(RESET_VECTOR, bytes("ea 00 00 00 f0")); // ljmp 0xf000:0
    return rom.array();
  }

  /** 16-bit code at F000:0000: page tables at 0x1000 (PML4), 0x2000 (PDPT), 0x3000 (PD). */
  private static byte[] realMode() {
    return new LongModeRom()
        .instruction("fa") // cli
        .instruction("fc") // cld
        .instruction("31 c0") // xor ax,ax
        .instruction("8e d8") // mov ds,ax
        .instruction("8e c0") // mov es,ax
        .instruction("bf 00 10") // mov di,0x1000
        .instruction("b9 00 18") // mov cx,0x1800 words: the three tables
        .instruction("f3 ab") // rep stosw
        .instruction("c7 06 00 10 03 20") // mov word [0x1000],0x2003: present, writable
        .instruction("c7 06 00 20 03 30") // mov word [0x2000],0x3003: present, writable
        .instruction("c7 06 00 30 83 00") // mov word [0x3000],0x0083: 0 to 2 MiB as one page
        .instruction("66 b8 00 10 00 00") // mov eax,0x1000
        .instruction("0f 22 d8") // mov cr3,eax
        .instruction("66 b8 20 00 00 00") // mov eax,0x20: physical address extension
        .instruction("0f 22 e0") // mov cr4,eax
        .instruction("66 b9 80 00 00 c0") // mov ecx,0xc0000080: EFER
        .instruction("0f 32") // rdmsr
        .instruction("66 0d 00 01 00 00") // or eax,0x100: long mode enable
        .instruction("0f 30") // wrmsr
        .instruction("2e 66 0f 01 16 20 01") // lgdtd cs:[0x120]
        .instruction("0f 20 c0") // mov eax,cr0
        .instruction("66 0d 01 00 00 80") // or eax,0x80000001: paging, protection
        .instruction("0f 22 c0") // mov cr0,eax: long mode is active
        .instruction("66 ea 80 00 0f 00 08 00") // ljmpl 0x8:0xf0080
        .code
        .toByteArray();
  }

  /** 64-bit code at 0xF0080. */
  private static byte[] longMode() {
    return new LongModeRom()
        .instruction("b9 a0 86 01 00") // mov ecx,100000
        .instruction("89 0c 25 00 50 00 00") // again: mov [0x5000],ecx
        .instruction("ff c9") // dec ecx
        .instruction("75 f5") // jnz again
        .instruction("b0 10") // mov al,0x10
        .instruction("e6 f4") // out 0xf4,al: qemu exits here
        .instruction("f4") // hlt
        .instruction("eb fd") // jmp to the hlt
        .code
        .toByteArray();
  }

  private LongModeRom instruction(String hex) {
    code.writeBytes(bytes(hex));
    return this;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }
}
