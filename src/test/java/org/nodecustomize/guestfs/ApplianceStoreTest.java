package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.proc.Cancellation;

class ApplianceStoreTest {
  private static final String KEY = "0123456789abcdef";
  private static final String OTHER = "fedcba9876543210";
  private static final Duration WAIT = Duration.ofMillis(300);

  @TempDir Path directory = Path.of("");
  private final Cancellation cancellation = new Cancellation();

  private ApplianceStore store() {
    return new ApplianceStore(directory.resolve("cache"));
  }

  private void publish(String key) {
    store()
        .locked(
            WAIT,
            cancellation,
            () -> {
              Path scratch = store().scratch();
              Path built = Files.createDirectory(scratch.resolve("appliance"));
              for (String name : List.of("kernel", "initrd", "root")) {
                Files.writeString(built.resolve(name), name + " of " + key);
              }
              store().publish(built, key);
              Orphans.delete(scratch);
              return key;
            });
  }

  private static void makeOlder(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void whatIsPublishedIsReadyAndTakesThePlaceOfWhatWasThere() throws IOException {
    assertFalse(store().isReady(KEY));
    publish(KEY);
    assertTrue(store().isReady(KEY));
    Files.writeString(store().directory(KEY).resolve("extra"), "");
    publish(KEY);
    assertTrue(store().isReady(KEY));
    assertFalse(Files.exists(store().directory(KEY).resolve("extra")));
  }

  @Test
  void anApplianceWithATruncatedOrMissingFileIsNotReady() throws IOException {
    publish(KEY);
    Path root = store().directory(KEY).resolve("root");
    Files.writeString(root, "short");
    assertFalse(store().isReady(KEY));
    publish(KEY);
    Files.delete(root);
    assertFalse(store().isReady(KEY));
    publish(KEY);
    Files.delete(store().directory(KEY).resolve("README.fixed"));
    assertFalse(store().isReady(KEY));
  }

  @Test
  void oldAppliancesAreRemovedAndOnesThatWereUsedLatelyStay() throws IOException {
    publish(KEY);
    publish(OTHER);
    assertTrue(store().isReady(KEY));
    makeOlder(store().directory(KEY).resolve("README.fixed"), Duration.ofHours(1));
    store().used(KEY);
    publish(OTHER);
    assertTrue(store().isReady(KEY));
    makeOlder(store().directory(KEY).resolve("README.fixed"), Duration.ofHours(1));
    publish(OTHER);
    assertFalse(Files.exists(store().directory(KEY)));
    assertTrue(store().isReady(OTHER));
  }

  @Test
  void aRefusalIsKeptUntilTheApplianceIsMadeAnew() {
    assertEquals(Optional.empty(), store().refusal(KEY));
    store().refuse(KEY, ApplianceStore.Trouble.LAUNCH, "C:\\new\nsecond line");
    assertEquals(Optional.of("C:\\new"), store().refusal(KEY));
    assertEquals(Optional.empty(), store().refusal(OTHER));
    publish(KEY);
    assertEquals(Optional.empty(), store().refusal(KEY));
  }

  @Test
  void aFailedBuildIsTriedAgainAfterADayAndAFailedLaunchIsNot() throws IOException {
    Path refused = store().root().resolve(KEY + ".refused");
    store().refuse(KEY, ApplianceStore.Trouble.BUILD, "disk full");
    makeOlder(refused, Duration.ofHours(23));
    assertEquals(Optional.of("disk full"), store().refusal(KEY));
    makeOlder(refused, Duration.ofHours(25));
    assertEquals(Optional.empty(), store().refusal(KEY));
    store().refuse(KEY, ApplianceStore.Trouble.LAUNCH, "panic");
    makeOlder(refused, Duration.ofDays(300));
    assertEquals(Optional.of("panic"), store().refusal(KEY));
  }

  @Test
  void whatAKilledBuildLeftIsRemovedByTheNext() throws IOException {
    store().refuse(KEY, ApplianceStore.Trouble.BUILD, "makes the store");
    Path left = Files.createDirectories(store().root().resolve("build-123").resolve("modules"));
    publish(KEY);
    assertFalse(Files.exists(left.getParent()));
  }

  @Test
  void theLockIsHeldByOneAtATimeAndWaitedForWithALimit() {
    CompletableFuture<HostException> second =
        store()
            .locked(
                WAIT,
                cancellation,
                () ->
                    CompletableFuture.completedFuture(
                        assertThrows(
                            HostException.class,
                            () -> store().locked(WAIT, cancellation, () -> "never"))));
    assertTrue(String.valueOf(second.join().getMessage()).contains("another run has worked"));
    assertEquals("now", store().locked(WAIT, cancellation, () -> "now"));
  }

  @Test
  void removingLeavesNothingButTheLock() throws IOException {
    publish(KEY);
    store().refuse(OTHER, ApplianceStore.Trouble.LAUNCH, "panic");
    store()
        .locked(
            WAIT,
            cancellation,
            () -> {
              store().removeAll();
              return KEY;
            });
    try (Stream<Path> left = Files.list(store().root())) {
      assertEquals(List.of(store().root().resolve("lock")), left.toList());
    }
  }
}
