package org.nodecustomize.disk;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A disk in memory, that can be told to fail. */
final class MemorySource implements BlockSource {
  private final byte[] bytes;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  MemorySource(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  void failWith(RuntimeException e) {
    failure = Optional.of(e);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    BlockSource.checkRange(offset, target.remaining(), bytes.length);
    if (failure.isPresent()) {
      throw failure.get();
    }
    target.put(bytes, (int) offset, target.remaining());
  }

  @Override
  public void close() {}
}
