package org.nodecustomize.guestfs;

import java.nio.file.Path;
import org.nodecustomize.proc.Cancellation;

/**
 * Whether this machine's KVM serves.
 *
 * @param state what was found
 * @param detail in words for people, on one line
 * @param remembered whether it was found by an earlier run since this machine booted
 */
public record KvmCheck(State state, String detail, boolean remembered) {

  /** What can be found. */
  public enum State {
    /** A guest in 64-bit mode ran to its end. */
    WORKS,
    /** A guest in 64-bit mode did not come to its end in time. */
    HANGS,
    /** qemu cannot run a guest with the processor that libguestfs asks for. */
    FAILS,
    /** There is no {@code /dev/kvm}. */
    ABSENT,
    /** {@code /dev/kvm} is there and may not be opened by this user. */
    FORBIDDEN,
    /** The environment asks for emulation. */
    EMULATION_FORCED,
    /** The environment asks for KVM. */
    KVM_FORCED,
    /** Could not be tried; a launch finds out. */
    UNKNOWN
  }

  /** Whether a launch shall try KVM. */
  public boolean tryKvm() {
    return switch (state) {
      case WORKS, KVM_FORCED, UNKNOWN -> true;
      case HANGS, FAILS, ABSENT, FORBIDDEN, EMULATION_FORCED -> false;
    };
  }

  /**
   * Finds out, or remembers; takes up to three seconds.
   *
   * @param cacheDirectory where the finding is kept until this machine boots again
   * @throws org.nodecustomize.diag.HostException if libguestfs or qemu is missing
   */
  public static KvmCheck run(Path cacheDirectory, Cancellation cancellation) {
    return new KvmProbe(Hypervisor.find(), new KvmMemory(cacheDirectory), cancellation).check();
  }
}
