package org.nodecustomize.tree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attribute {@code security.capability} as text, the way getcap(8) writes it: {@code
 * cap_net_admin,cap_net_raw=ep}. Its form is {@code struct vfs_ns_cap_data} of linux/capability.h.
 */
public final class CapabilityText {
  /** The attribute. */
  public static final String ATTRIBUTE = "security.capability";

  /** {@code CAP_CHOWN} to {@code CAP_CHECKPOINT_RESTORE}, by their numbers there. */
  private static final List<String> NAMES =
      List.of(
          ("chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap"
                  + " linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock"
                  + " ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin"
                  + " sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease"
                  + " audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm"
                  + " block_suspend audit_read perfmon bpf checkpoint_restore")
              .split(" ", -1));

  private static final int REVISION = 0xFF000000;
  private static final int EFFECTIVE = 1;

  private CapabilityText() {}

  /** The text; hexadecimal digits where the form is not known. */
  public static String of(Bytes value) {
    ByteBuffer b = ByteBuffer.wrap(value.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    int magic = b.capacity() < 4 ? 0 : b.getInt();
    int words =
        switch ((magic & REVISION) >>> 24) {
          case 1 -> b.capacity() == 12 ? 1 : 0;
          case 2 -> b.capacity() == 20 ? 2 : 0;
          case 3 -> b.capacity() == 24 ? 2 : 0;
          default -> 0;
        };
    if (words == 0) {
      return "0x" + value;
    }
    long permitted = 0;
    long inheritable = 0;
    for (int word = 0; word < words; word++) {
      permitted |= Integer.toUnsignedLong(b.getInt()) << (32 * word);
      inheritable |= Integer.toUnsignedLong(b.getInt()) << (32 * word);
    }
    return text(permitted, inheritable, (magic & EFFECTIVE) != 0);
  }

  private static String text(long permitted, long inheritable, boolean effective) {
    Map<String, List<String>> byFlags = new LinkedHashMap<>();
    for (int number = 0; number < Long.SIZE; number++) {
      boolean p = (permitted >>> number & 1) != 0;
      boolean i = (inheritable >>> number & 1) != 0;
      if (p || i) {
        String name = number < NAMES.size() ? "cap_" + NAMES.get(number) : Integer.toString(number);
        String flags = (effective ? "e" : "") + (i ? "i" : "") + (p ? "p" : "");
        byFlags.computeIfAbsent(flags, key -> new ArrayList<>()).add(name);
      }
    }
    List<String> clauses = new ArrayList<>();
    byFlags.forEach((flags, names) -> clauses.add(String.join(",", names) + "=" + flags));
    return clauses.isEmpty() ? "=" : String.join(" ", clauses);
  }
}
