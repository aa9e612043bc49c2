package org.nodecustomize.op;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.op.TransactionFault.NoSpace;

/**
 * What the managers say about a full file system, as one problem. rpm adds up while it goes through
 * the packages and yum repeats the sum, so the largest number is the one that counts.
 */
final class SpaceFaults {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,12}) ?([KMGT]?)i?B");
  private static final long MEBIBYTE = 1L << 20;

  /** What scriptlets and the rpm database write comes on top of the packages. */
  private static final long RESERVE = 64 * MEBIBYTE;

  private SpaceFaults() {}

  static Optional<Problem> problem(List<TransactionFault> faults) {
    List<NoSpace> all =
        faults.stream().filter(NoSpace.class::isInstance).map(NoSpace.class::cast).toList();
    return all.stream()
        .max(Comparator.comparingLong(fault -> bytes(fault.needed())))
        .map(
            worst -> {
              String more = worst.needed().replace("more ", "");
              return Problem.of(
                      more.isEmpty()
                          ? "no room in the image"
                          : "no room in the image: " + more + " more are needed")
                  .withDetail(List.of(worst.text()))
                  .withHint(
                      "enlarge the file system in the same run, for instance: --grow "
                          + growth(bytes(worst.needed())));
            });
  }

  private static String growth(long missing) {
    return missing == 0 ? "+1G" : "+%dM".formatted((missing + RESERVE) / MEBIBYTE + 1);
  }

  /** 0 where it is no number of bytes. */
  private static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      return 0;
    }
    int shift = 10 * " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
    return Math.min(Long.MAX_VALUE >> shift, Long.parseLong(matcher.group(1))) << shift;
  }
}
