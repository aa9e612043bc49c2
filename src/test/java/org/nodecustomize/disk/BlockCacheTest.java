package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

class BlockCacheTest {
  @Test
  void decodesOnceWhatIsAskedForTwiceAtTheSameTime() throws InterruptedException {
    AtomicInteger decoded = new AtomicInteger();
    CountDownLatch asked = new CountDownLatch(1);
    BlockCache cache =
        new BlockCache(
            4,
            block -> {
              decoded.incrementAndGet();
              Assertions.assertDoesNotThrow(() -> asked.await());
              return new byte[] {(byte) block};
            });
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(pool.submit(() -> cache.get(7)));
      }
      asked.countDown();
      for (Future<byte[]> answer : answers) {
        assertEquals(7, Assertions.assertTimeout(Duration.ofSeconds(10), () -> answer.get())[0]);
      }
      assertEquals(1, decoded.get());
      assertEquals(1, cache.decoded());
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void forgetsTheBlockThatWasNotUsedForLongest() {
    BlockCache cache = new BlockCache(2, block -> new byte[1]);
    byte[] first = cache.get(1);
    cache.get(2);
    assertSame(first, cache.get(1));
    cache.get(3);
    assertTrue(cache.has(1));
    assertTrue(cache.has(3));
    assertTrue(!cache.has(2));
  }

  @Test
  void tellsAFailureToEveryoneAndTriesAgainNextTime()
      throws InterruptedException, ExecutionException {
    AtomicInteger attempts = new AtomicInteger();
    BlockCache cache =
        new BlockCache(
            2,
            block -> {
              if (attempts.incrementAndGet() == 1) {
                throw new ImageException(Problem.of("bad block"));
              }
              return new byte[1];
            });
    assertThrows(ImageException.class, () -> cache.get(1));
    assertEquals(1, cache.get(1).length);
    assertEquals(2, attempts.get());
  }
}
