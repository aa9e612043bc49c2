package org.nodecustomize.op.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Bytes;

/**
 * Capabilities of a program file, see capabilities(7).
 *
 * @param permitted bits by number of the capability
 * @param inheritable bits by number of the capability
 * @param effective whether a program gets them without asking; a file has one bit for all of them
 */
record Capabilities(long permitted, long inheritable, boolean effective) {
  static final String ATTRIBUTE = "security.capability";

  /** {@code VFS_CAP_REVISION_2} of {@code linux/capability.h}: two words of 32 bits each. */
  private static final int REVISION = 0x02000000;

  /** {@code CAP_CHOWN} to {@code CAP_CHECKPOINT_RESTORE}, by their numbers there. */
  private static final List<String> NAMES =
      List.of(
          "chown",
          "dac_override",
          "dac_read_search",
          "fowner",
          "fsetid",
          "kill",
          "setgid",
          "setuid",
          "setpcap",
          "linux_immutable",
          "net_bind_service",
          "net_broadcast",
          "net_admin",
          "net_raw",
          "ipc_lock",
          "ipc_owner",
          "sys_module",
          "sys_rawio",
          "sys_chroot",
          "sys_ptrace",
          "sys_pacct",
          "sys_admin",
          "sys_boot",
          "sys_nice",
          "sys_resource",
          "sys_time",
          "sys_tty_config",
          "mknod",
          "lease",
          "audit_write",
          "audit_control",
          "setfcap",
          "mac_override",
          "mac_admin",
          "syslog",
          "wake_alarm",
          "block_suspend",
          "audit_read",
          "perfmon",
          "bpf",
          "checkpoint_restore");

  private static final long ALL = (1L << NAMES.size()) - 1;
  private static final int LONGEST_TEXT = 4096;
  private static final Pattern CLAUSE = Pattern.compile("([^=+-]*)((?:[=+-][eip]*)+)");
  private static final Pattern ACTION = Pattern.compile("([=+-])([eip]*)");

  /**
   * Reads the text form of cap_from_text(3).
   *
   * @throws OperationException for an unknown name or form, and for what a file cannot have
   */
  static Capabilities parse(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw bad("expected at most " + LONGEST_TEXT + " characters of capabilities");
    }
    Sets sets = new Sets();
    for (String clause : text.strip().split("\\s+", -1)) {
      if (!clause.isEmpty()) {
        sets.take(clause);
      }
    }
    if (sets.effective != 0 && sets.effective != (sets.permitted | sets.inheritable)) {
      throw new OperationException(
          Problem.of(
                  "\""
                      + text
                      + "\" makes only some capabilities effective, and a file can do so only"
                      + " with all or none of them")
              .withHint("for instance cap_net_raw,cap_net_admin+ep"));
    }
    return new Capabilities(sets.permitted, sets.inheritable, sets.effective != 0);
  }

  /** The value of the attribute; empty where there is no capability. */
  Optional<Bytes> attribute() {
    if (permitted == 0 && inheritable == 0) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(REVISION | (effective ? 1 : 0));
    value.putInt((int) permitted).putInt((int) inheritable);
    value.putInt((int) (permitted >>> 32)).putInt((int) (inheritable >>> 32));
    return Optional.of(Bytes.of(value.array()));
  }

  private static OperationException bad(String message) {
    return new OperationException(
        Problem.of(message).withHint("for instance cap_net_bind_service+ep"));
  }

  /** The three sets while a text is read. */
  private static final class Sets {
    private long effective;
    private long permitted;
    private long inheritable;

    void take(String clause) {
      Matcher matcher = CLAUSE.matcher(clause);
      if (!matcher.matches()) {
        throw bad(
            "expected capabilities with +, - or = and some of e, i, p but was \"" + clause + "\"");
      }
      long which = names(matcher.group(1), matcher.group(2));
      Matcher action = ACTION.matcher(matcher.group(2));
      while (action.find()) {
        apply(action.group(1), action.group(2), which);
      }
    }

    private static long names(String list, String actions) {
      if (list.isEmpty()) {
        if (!actions.startsWith("=")) {
          throw bad("expected names of capabilities before \"" + actions + "\"");
        }
        return ALL;
      }
      return Arrays.stream(list.split(",", -1))
          .mapToLong(Sets::bit)
          .reduce(0, (one, other) -> one | other);
    }

    private static long bit(String given) {
      String name = given.toLowerCase(Locale.ROOT);
      if (name.equals("all")) {
        return ALL;
      }
      int number = name.startsWith("cap_") ? NAMES.indexOf(name.substring(4)) : -1;
      if (number < 0) {
        throw bad("unknown capability \"" + given + "\"");
      }
      return 1L << number;
    }

    private void apply(String operator, String flags, long which) {
      if (operator.equals("=")) {
        effective &= ~which;
        permitted &= ~which;
        inheritable &= ~which;
      }
      boolean more = !operator.equals("-");
      effective = change(effective, which, flags.contains("e"), more);
      permitted = change(permitted, which, flags.contains("p"), more);
      inheritable = change(inheritable, which, flags.contains("i"), more);
    }

    private static long change(long set, long which, boolean meant, boolean more) {
      return !meant ? set : more ? set | which : set & ~which;
    }
  }
}
