package org.nodecustomize.apply;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes what a server sends into a file, up to a limit; its result is why it stopped before the end. */
final class BoundedFile implements HttpResponse.BodySubscriber<Optional<String>> {
  private final Path target;
  private final long limit;
  private final CompletableFuture<Optional<String>> result = new CompletableFuture<>();
  private final AtomicLong last = new AtomicLong(System.nanoTime());
  private Flow.@Nullable Subscription subscription;
  private @Nullable FileChannel channel;
  private long written;
  private Optional<String> refusal = Optional.empty();

  BoundedFile(Path target, long limit) {
    this.target = target;
    this.limit = limit;
  }

  /** How long nothing came. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - last.get());
  }

  /** Why it stopped before the end, told although the client may still wait for the rest. */
  synchronized Optional<String> refusal() {
    return refusal;
  }

  @Override
  public CompletionStage<Optional<String>> getBody() {
    return result;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (result.isDone()) {
      given.cancel();
      return;
    }
    try {
      channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      given.request(1);
    } catch (IOException e) {
      given.cancel();
      result.completeExceptionally(e);
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    last.set(System.nanoTime());
    FileChannel out = channel;
    Flow.Subscription from = subscription;
    if (out == null || from == null || result.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        written += buffer.remaining();
        if (written > limit) {
          refusal = Optional.of("expected at most %,d bytes".formatted(limit));
          from.cancel();
          result.complete(refusal);
          return;
        }
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      from.request(1);
    } catch (IOException e) {
      from.cancel();
      result.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    close();
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    close();
    result.complete(Optional.empty());
  }

  /** Removes what was written. */
  void discard() {
    close();
    result.complete(Optional.of("given up"));
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      // The work directory goes with all that is in it.
      return;
    }
  }

  private synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      result.completeExceptionally(e);
    }
  }
}
