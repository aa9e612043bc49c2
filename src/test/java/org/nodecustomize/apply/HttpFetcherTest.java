package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

@Timeout(60)
class HttpFetcherTest {
  @TempDir Path directory = Path.of("");
  private final WebServer server = new WebServer();
  private final Cancellation cancellation = new Cancellation();
  private final HttpFetcher fetcher =
      new HttpFetcher(
          cancellation, new HttpFetcher.Patience(Duration.ofSeconds(4), Duration.ofSeconds(9)));

  @AfterEach
  void stop() {
    server.close();
  }

  private Path target() {
    return directory.resolve("file");
  }

  private String fetched(String path, long limit) throws IOException {
    fetcher.fetch(server.address(path), limit, target());
    return Files.readString(target());
  }

  private String refusal(String path, long limit) {
    HostException failure =
        assertThrows(
            HostException.class, () -> fetcher.fetch(server.address(path), limit, target()));
    assertFalse(Files.exists(target()));
    String headline = failure.problems().get(0).headline();
    String place = server.address(path) + ": ";
    assertTrue(headline.startsWith(place), headline);
    return headline.substring(place.length());
  }

  private void text(String path, String text) {
    server.page(
        path,
        exchange -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  private void redirect(String path, String to) {
    server.page(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", to);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  @Test
  void aFileIsBroughtWhole() throws IOException {
    text("/a", "hello");
    assertEquals("hello", fetched("/a", 5));
  }

  @Test
  void oneThatIsTooLargeIsRefused() {
    text("/a", "hello");
    assertEquals("expected at most 4 bytes", refusal("/a", 4));
  }

  @Test
  void aMissingOneIsRefused() {
    assertEquals("the server answered 404", refusal("/nowhere", 10));
  }

  @Test
  void aRedirectIsFollowed() throws IOException {
    text("/b/a", "hello");
    redirect("/a", "b/a");
    redirect("/c", server.address("/a").toString());
    assertEquals("hello", fetched("/c", 10));
  }

  @Test
  void aCircleOfRedirectsIsLeft() {
    redirect("/a", "/b");
    redirect("/b", "/a");
    assertEquals("more than 5 redirects", refusal("/a", 10));
    assertEquals(6, server.asked().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "http://user:secret@127.0.0.1/a",
        "",
        "jar:file:///a!/b"
      })
  void aRedirectToSomethingElseIsRefused(String to) {
    redirect("/a", to);
    assertEquals("a redirect that is refused: '" + to + "'", refusal("/a", 10));
  }

  @Test
  void aRedirectToWhatIsNoAddressIsRefused() {
    redirect("/a", "http://[");
    assertEquals("a redirect to somewhere that is no address", refusal("/a", 10));
  }

  @Test
  void aBodyWithoutEndIsCut() {
    server.page(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          byte[] chunk = new byte[1 << 16];
          while (true) {
            out.write(chunk);
          }
        });
    assertEquals("expected at most 1,000,000 bytes", refusal("/a", 1_000_000));
  }

  @Test
  void aBodyThatEndsTooEarlyIsRefused() {
    server.page(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
        });
    assertFalse(refusal("/a", 10_000).isBlank());
  }

  private void wait(String path, Duration between, int bytes) {
    server.page(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < bytes; i++) {
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
              Thread.sleep(between.toMillis());
            } catch (InterruptedException e) {
              return;
            }
          }
        });
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() {
    wait("/a", Duration.ofSeconds(30), 2);
    assertEquals("nothing came for 4 seconds", refusal("/a", 10));
  }

  @Test
  void aServerThatDripsIsGivenUp() {
    wait("/a", Duration.ofMillis(300), 100);
    assertEquals("not done after 9 seconds", refusal("/a", 1000));
  }

  @Test
  void aServerThatIsNotThereIsTold() {
    server.close();
    assertFalse(refusal("/a", 10).isBlank());
  }

  @Test
  void whoeverInterruptsDoesNotWait() {
    wait("/a", Duration.ofSeconds(30), 2);
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                return;
              }
              cancellation.cancel();
            });
    other.start();
    assertThrows(
        RunInterruptedException.class, () -> fetcher.fetch(server.address("/a"), 10, target()));
    assertFalse(Files.exists(target()));
  }
}
