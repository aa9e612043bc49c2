package org.nodecustomize.site.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.SiteException;

/** Collects what is wrong, so that all of it is told at once. */
public final class Faults {
  private static final int SHOWN = 100;
  private static final int KEPT = 1000;

  private final List<Fault> found = new ArrayList<>();
  private final Map<String, Integer> order = new HashMap<>();
  private int more;

  private record Fault(Optional<Place> place, int file, Problem problem) {}

  /** Notes a file, so that its faults come before those of files that are noted later. */
  public void read(SourceText source) {
    order.putIfAbsent(source.shown(), order.size());
  }

  /** Something is wrong at a spot. */
  public void add(SiteError error, Spot spot, Complaint complaint) {
    add(error, spot, complaint, found.size() < KEPT ? spot.place().excerpt() : List.of());
  }

  /** The same where the line in question must not be shown. */
  public void addSecret(SiteError error, Spot spot, Complaint complaint) {
    add(error, spot, complaint, List.of());
  }

  private void add(SiteError error, Spot spot, Complaint complaint, List<String> detail) {
    if (found.size() >= KEPT) {
      more++;
      return;
    }
    String message = complaint.message() + " [" + error.id() + "]";
    Problem problem = spot.origin().problem(message).withDetail(detail);
    read(spot.place().source());
    int file = order.getOrDefault(spot.place().source().shown(), 0);
    found.add(new Fault(Optional.of(spot.place()), file, hinted(problem, complaint)));
  }

  /** Something is wrong that is not in a file. */
  public void add(SiteError error, Origin origin, Complaint complaint) {
    Problem problem = origin.problem(complaint.message() + " [" + error.id() + "]");
    found.add(new Fault(Optional.empty(), Integer.MAX_VALUE, hinted(problem, complaint)));
  }

  private static Problem hinted(Problem problem, Complaint complaint) {
    return complaint.hint().map(problem::withHint).orElse(problem);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** How many there are by now. */
  public int count() {
    return found.size() + more;
  }

  /** Tells all, in the order of the files, if there is anything to tell. */
  public void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    List<Problem> problems =
        new ArrayList<>(
            found.stream()
                .sorted(
                    Comparator.comparingInt(Fault::file)
                        .thenComparingInt(fault -> fault.place().map(Place::line).orElse(0))
                        .thenComparingInt(fault -> fault.place().map(Place::column).orElse(0)))
                .map(Fault::problem)
                .distinct()
                .toList());
    if (problems.size() > SHOWN) {
      int rest = problems.size() - SHOWN + more;
      problems.subList(SHOWN, problems.size()).clear();
      problems.add(Problem.of("and " + rest + " more"));
    }
    throw new SiteException(problems);
  }
}
