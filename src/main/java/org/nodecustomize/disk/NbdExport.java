package org.nodecustomize.disk;

import java.nio.ByteBuffer;

/** What a server serves. Ranges were checked before. */
sealed interface NbdExport {
  long size();

  /** Transmission flags of the protocol. */
  int flags();

  void read(long offset, ByteBuffer target);

  /** Whether the following may be called. */
  default boolean isWritable() {
    return (flags() & NbdProtocol.READ_ONLY) == 0;
  }

  void write(long offset, ByteBuffer source);

  void trim(long offset, long length);

  void writeZeroes(long offset, long length);

  /** A disk that can be written. */
  record Writable(CowDisk disk) implements NbdExport {
    @Override
    public long size() {
      return disk.size();
    }

    @Override
    public int flags() {
      return NbdProtocol.WRITABLE_FLAGS;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      disk.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) {
      disk.write(offset, source);
    }

    @Override
    public void trim(long offset, long length) {
      disk.trim(offset, length);
    }

    @Override
    public void writeZeroes(long offset, long length) {
      disk.writeZeroes(offset, length);
    }
  }

  /** A disk that stays as it is. */
  record ReadOnly(BlockSource source) implements NbdExport {
    @Override
    public long size() {
      return source.size();
    }

    @Override
    public int flags() {
      return NbdProtocol.READ_ONLY_FLAGS;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      source.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer ignored) {
      throw refused();
    }

    @Override
    public void trim(long offset, long length) {
      throw refused();
    }

    @Override
    public void writeZeroes(long offset, long length) {
      throw refused();
    }

    private static IllegalStateException refused() {
      return new IllegalStateException("read-only");
    }
  }
}
