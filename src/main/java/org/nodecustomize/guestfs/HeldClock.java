package org.nodecustomize.guestfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A program for the virtual machine that sets its clock to the same second again and again. What
 * programs write down as the time is then the same in every run, however fast that is: rpm's times
 * of installation, and the names that it gives files until they are whole, which decide on the order
 * of a directory.
 *
 * <p>Clocks that measure durations go on, and so do timers. Who waits for a time of day waits for
 * ever; so the clock is let go after {@link #LIMIT}.
 *
 * <p>Sources: the ELF-64 Object File Format, 3 and 8; the system call numbers of Linux for x86-64.
 */
final class HeldClock {
  /** Where the program is in the appliance. */
  static final String PLACE = "/tmp/node-customize-clock";

  /** Longer than a change takes, shorter than what a command in the image may take. */
  static final Duration LIMIT = Duration.ofMinutes(30);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long ADDRESS = 0x400000;
  private static final int HEADERS = 64 + 56;
  private static final int DATA = 56;
  private static final int LENGTH = HEADERS + DATA + 4 * Long.BYTES;

  /**
   * Has the kernel read all bitmaps of mounted ext4 file systems, by asking for a summary of them. It
   * does so anyway, some seconds after the mount and in the background, and until then passes over
   * groups that it has not read; the delay is random. See ext4_lazyinit_thread and
   * ext4_mb_good_group_nolock of the kernel's fs/ext4.
   */
  static final String READ_BITMAPS =
      """
      for summary in /proc/fs/ext4/*/mb_groups; do
      if [ -r "$summary" ]; then cat "$summary" >/dev/null; fi
      done
      """;

  private HeldClock() {}

  /** The program, an executable for x86-64. */
  static byte[] program(Instant time) {
    ByteBuffer elf = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(bytes("7f 45 4c 46 02 01 01")).position(16); // 64 bits, little-endian
    elf.putShort((short) 2).putShort((short) 62).putInt(1); // executable, x86-64
    elf.putLong(ADDRESS + HEADERS).putLong(64).putLong(0); // entry, program headers, no sections
    elf.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
    elf.putInt(1).putInt(5); // loaded, readable and executable
    elf.putLong(0).putLong(ADDRESS).putLong(ADDRESS).putLong(LENGTH).putLong(LENGTH).putLong(4096);
    elf.put(bytes("bb")).putInt((int) (LIMIT.toMillis() / PAUSE.toMillis())); // mov ebx, count
    elf.put(bytes("31 ff")); // again: xor edi, edi: CLOCK_REALTIME
    elf.put(bytes("48 8d 35 2a 00 00 00")); // lea rsi, [time]
    elf.put(bytes("b8 e3 00 00 00 0f 05")); // clock_settime
    elf.put(bytes("48 8d 3d 2c 00 00 00")); // lea rdi, [pause]
    elf.put(bytes("31 f6")); // xor esi, esi
    elf.put(bytes("b8 23 00 00 00 0f 05")); // nanosleep
    elf.put(bytes("ff cb 75 dc")); // dec ebx; jnz again
    elf.put(bytes("31 ff b8 3c 00 00 00 0f 05")); // exit(0)
    elf.position(HEADERS + DATA);
    elf.putLong(time.getEpochSecond()).putLong(time.getNano());
    elf.putLong(PAUSE.toSeconds()).putLong(PAUSE.toNanosPart());
    return elf.array();
  }

  /**
   * Starts it in the background, where the appliance's kernel is one for x86-64; and takes chance out
   * of the kernel besides. It writes to disks only when it is told to or has to: what it writes when
   * decides where on the disk files get their blocks. Of the room for pages that wait for that, it
   * gives next to nothing to a disk that was not written to yet, so the image's gets a share at
   * once; see wb_over_bg_thresh of its mm/page-writeback.c. And it puts programs at the same addresses:
   * some write bytes of memory that they never set, of pointers for instance, such as Berkeley DB
   * into the padding of its records.
   */
  static String script(Instant time) {
    StringBuilder octal = new StringBuilder();
    for (byte b : program(time)) {
      octal.append(String.format(Locale.ROOT, "\\%03o", b & 0xff));
    }
    return """
        echo 0 >/proc/sys/kernel/randomize_va_space
        echo 0 >/proc/sys/vm/dirty_writeback_centisecs
        echo 50 >/proc/sys/vm/dirty_background_ratio
        echo 60 >/proc/sys/vm/dirty_ratio
        disk=$(readlink -f /dev/disk/guestfs/%3$s)
        echo 90 >"/sys/block/${disk##*/}/bdi/min_ratio"
        if [ "$(uname -m)" = x86_64 ]; then
        printf '%2$s' >%1$s
        chmod 700 %1$s
        %1$s </dev/null >/dev/null 2>&1 &
        fi
        """
        .formatted(PLACE, octal, Drives.label(0));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }
}
