package org.nodecustomize.apply;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.seal.Finish;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.TreeNames;

/**
 * Gives times and SELinux labels to what keeps its content: by the image's own touch and chcon, once
 * for each time and label. Paths reach them in files with a zero byte behind each, so that no shell
 * sees a name.
 */
final class Finishing {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Arguments: the directory of the lists. Labels come first: they change no time. */
  private static final String SCRIPT =
      """
      cd %s/finish || exit 97
      for list in label-*.list; do
        [ -f "$list" ] || continue
        context=$(cat "${list%%.list}.context") || exit 98
        xargs -0 -r -a "$list" chcon -h -- "$context" || exit 1
      done
      for list in time-*.list; do
        [ -f "$list" ] || continue
        time=$(cat "${list%%.list}.time") || exit 98
        xargs -0 -r -a "$list" touch -h -c -m -d "$time" -- || exit 1
      done
      """;

  private final MountedImage image;

  Finishing(MountedImage image) {
    this.image = image;
  }

  /**
   * Makes them.
   *
   * @throws OperationException if the image lacks a program for it
   */
  void apply(List<Finish> finishes) {
    if (finishes.isEmpty()) {
      return;
    }
    String directory = image.scratch() + "/finish";
    image.makeDirectories(directory);
    int number = 0;
    for (Map.Entry<Bytes, List<Finish>> one :
        by(finishes, finish -> finish.label().orElse(Bytes.of(new byte[0]))).entrySet()) {
      String context = new String(one.getKey().toArray(), StandardCharsets.UTF_8).replace("\0", "");
      if (!context.isEmpty()) {
        String list = directory + "/label-" + number++;
        image.write(list + ".context", context.getBytes(StandardCharsets.UTF_8));
        image.write(list + ".list", paths(one.getValue()));
      }
    }
    for (Map.Entry<Instant, List<Finish>> one :
        by(finishes, finish -> finish.modified().orElse(Instant.MIN)).entrySet()) {
      if (!one.getKey().equals(Instant.MIN)) {
        String list = directory + "/time-" + number++;
        // As touch and date take it: GNU coreutils, "Seconds since the Epoch".
        String time =
            "@" + BigDecimal.valueOf(one.getKey().getEpochSecond()).add(nanoseconds(one.getKey())).toPlainString();
        image.write(list + ".time", time.getBytes(StandardCharsets.US_ASCII));
        image.write(list + ".list", paths(one.getValue()));
      }
    }
    CommandResult result = image.run(SCRIPT.formatted(image.scratch()), LIMIT, line -> {});
    image.remove(directory);
    if (result.exitCode() != 0) {
      throw new OperationException(
          Problem.of("times and labels cannot be set in the image").withDetail(result.tail(10)));
    }
  }

  private static BigDecimal nanoseconds(Instant time) {
    return BigDecimal.valueOf(time.getNano(), 9);
  }

  private static <K> Map<K, List<Finish>> by(List<Finish> finishes, Function<Finish, K> key) {
    return finishes.stream().collect(Collectors.groupingBy(key));
  }

  private static byte[] paths(List<Finish> finishes) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    finishes.forEach(
        finish -> {
          list.writeBytes(TreeNames.encode(finish.path()));
          list.write(0);
        });
    return list.toByteArray();
  }
}
