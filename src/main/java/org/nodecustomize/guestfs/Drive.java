package org.nodecustomize.guestfs;

import java.nio.file.Path;

/** A disk of the appliance, raw, seen in it as {@link Appliance#device}. */
public sealed interface Drive {

  /**
   * A file of this machine. A writable one is written without regard to a crash of this machine
   * (the caller syncs it when all is done), and what is trimmed becomes a hole.
   *
   * @param readOnly the file stays as it is; what the appliance writes is dropped
   */
  record RawFile(Path file, boolean readOnly) implements Drive {}

  /**
   * An NBD server that listens on a unix socket.
   *
   * @param socket at most 107 bytes long, as the kernel has it
   * @param readOnly the server is only read; what the appliance writes is dropped
   */
  record NbdSocket(Path socket, boolean readOnly) implements Drive {
    /** A server that takes what is written. */
    public NbdSocket(Path socket) {
      this(socket, false);
    }
  }
}
