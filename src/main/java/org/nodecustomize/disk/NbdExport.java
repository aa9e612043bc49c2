package org.nodecustomize.disk;

import java.util.Optional;

/**
 * What a server serves.
 *
 * @param source what is read
 * @param writable the same where it may be changed; empty for an export that is read-only
 */
record NbdExport(BlockSource source, Optional<CowDisk> writable) {
  static NbdExport of(CowDisk disk) {
    return new NbdExport(disk, Optional.of(disk));
  }

  static NbdExport readOnly(BlockSource source) {
    return new NbdExport(source, Optional.empty());
  }

  long size() {
    return source.size();
  }

  /** Transmission flags of the protocol. */
  int flags() {
    return writable.isPresent() ? NbdProtocol.WRITABLE_FLAGS : NbdProtocol.READ_ONLY_FLAGS;
  }
}
