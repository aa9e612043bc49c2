package org.nodecustomize.apply;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.Cancellation;

/**
 * Gets files from web servers: so many bytes and no more, within a time, over no more than five
 * redirects, none of them from https to http.
 */
final class HttpFetcher {
  private static final int REDIRECTS = 5;
  private static final Duration TICK = Duration.ofMillis(200);

  private final HttpClient client;
  private final Cancellation cancellation;
  private final Patience patience;

  /**
   * How long to wait.
   *
   * @param silence for the next byte
   * @param whole for a file
   */
  record Patience(Duration silence, Duration whole) {
    static final Patience STANDARD = new Patience(Duration.ofSeconds(60), Duration.ofHours(1));
  }

  HttpFetcher(Cancellation cancellation, Patience patience) {
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience.silence())
            .build();
    this.cancellation = cancellation;
    this.patience = patience;
  }

  /**
   * Gets a file.
   *
   * @param limit how many bytes it may have
   * @param target does not exist yet; is removed again where this fails
   * @throws HostException saying what the server did, or did not do
   */
  void fetch(URI address, long limit, Path target) {
    URI next = address;
    for (int hops = 0; hops <= REDIRECTS; hops++) {
      Optional<URI> further = once(address, next, limit, target);
      if (further.isEmpty()) {
        return;
      }
      next = further.get();
    }
    throw failure(address, "more than " + REDIRECTS + " redirects");
  }

  /** Gets it, or returns where else it is. */
  private Optional<URI> once(URI asked, URI address, long limit, Path target) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(patience.silence())
            .header("User-Agent", "node-customize")
            .GET()
            .build();
    BoundedFile file = new BoundedFile(target, limit);
    CompletableFuture<HttpResponse<Optional<String>>> answer =
        client.sendAsync(
            request,
            head ->
                head.statusCode() == 200
                    ? file
                    : HttpResponse.BodySubscribers.replacing(Optional.empty()));
    boolean done = false;
    try {
      HttpResponse<Optional<String>> response = await(asked, answer, file);
      int status = response.statusCode();
      if (status == 200) {
        if (response.body().isPresent()) {
          throw failure(asked, response.body().get());
        }
        done = true;
        return Optional.empty();
      }
      boolean moved =
          status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
      if (moved) {
        return Optional.of(location(asked, address, response));
      }
      throw failure(asked, "the server answered " + status);
    } finally {
      if (!done) {
        answer.cancel(true);
        file.discard();
      }
    }
  }

  private <T> T await(URI asked, CompletableFuture<T> answer, BoundedFile file) {
    long end = System.nanoTime() + patience.whole().toNanos();
    while (true) {
      cancellation.check();
      try {
        return answer.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        Optional<String> refusal = file.refusal();
        if (refusal.isPresent()) {
          throw failure(asked, refusal.get());
        }
        if (file.silence().compareTo(patience.silence()) > 0) {
          throw failure(asked, "nothing came for " + patience.silence().toSeconds() + " seconds");
        }
        if (System.nanoTime() > end) {
          throw failure(asked, "not done after " + patience.whole().toSeconds() + " seconds");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(asked, "interrupted");
      } catch (ExecutionException e) {
        throw failure(asked, reason(e));
      }
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof ExecutionException || cause instanceof CompletionException) {
      Throwable inner = cause.getCause();
      if (inner == null) {
        break;
      }
      cause = inner;
    }
    String text = String.valueOf(cause.getMessage());
    return cause instanceof IOException && cause.getMessage() != null
        ? text
        : cause.getClass().getSimpleName();
  }

  private static URI location(URI asked, URI from, HttpResponse<?> response) {
    String place = response.headers().firstValue("Location").orElse("");
    try {
      URI to = from.resolve(place);
      boolean web = "https".equals(to.getScheme()) || "http".equals(to.getScheme());
      boolean weaker = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
      if (!place.isEmpty() && web && to.getHost() != null && to.getUserInfo() == null && !weaker) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw failure(asked, "a redirect to somewhere that is no address");
    }
    throw failure(asked, "a redirect that is refused: '" + place.replaceAll("[^ -~]", "?") + "'");
  }

  private static HostException failure(URI address, String message) {
    return new HostException(
        Problem.at(address.toString(), message)
            .withHint("see what the server gives: curl -L -o FILE " + address));
  }
}
