package org.nodecustomize.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.RuleDescription;

/** What the record of an image says about a path: which runs changed it, and on whose wish. */
public final class Causes {
  private static final List<String> COPIES = List.of("/usr/share/factory/etc", "/usr/etc");

  private final List<RecordedRun> runs;

  /**
   * @param runs oldest first
   */
  public Causes(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  /** How a run came to change a path. */
  public enum Kind {
    /** A step of a recipe or command. */
    STEP,
    /** A package that the run installed or removed. */
    PACKAGE,
    /** What makes the run's changes survive. */
    SEALING,
    /** A program or a package's script that ran in the image. */
    PROGRAM;

    /** The name as reports spell it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One cause.
   *
   * @param operation the command of the run, and {@code time} when it was
   * @param text what was done, in words
   * @param where the wish was written; empty where nobody wrote one, and where it is not known
   * @param neededBy the package that was asked for, of one that came with it
   */
  public record Cause(
      Kind kind,
      String operation,
      String time,
      String text,
      String where,
      Optional<String> neededBy) {

    /**
     * The place in a recipe, or else what was done; of a package, the place or the command, and what
     * needs it.
     */
    public String brief() {
      if (kind == Kind.PACKAGE) {
        return (where.isEmpty() ? operation : where)
            + neededBy.map(name -> ", needed by " + name).orElse("");
      }
      return where.isEmpty() || where.equals(operation)
          ? operation + ": " + text
          : where + ": " + text;
    }
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** The causes of a path's state, oldest first. */
  public List<Cause> of(String path) {
    List<Cause> causes = new ArrayList<>();
    for (RecordedRun run : runs) {
      for (ChangeRecord.DoneStep step : run.change().steps()) {
        if (covers(step.paths(), path)) {
          causes.add(cause(Kind.STEP, run, step.title(), step.where()));
        }
      }
      for (ChangeRecord.SealedPaths sealed : run.change().sealed()) {
        if (covers(sealed.paths(), path)) {
          causes.add(cause(Kind.SEALING, run, sealing(sealed.rule()), ""));
        }
      }
      if (covers(run.change().byPrograms(), path)) {
        causes.add(cause(Kind.PROGRAM, run, programs(run.change()), place(run.change())));
      }
    }
    return causes;
  }

  /** The runs that installed or removed a package. */
  public List<Cause> ofPackage(String name) {
    List<Cause> causes = new ArrayList<>();
    for (RecordedRun run : runs) {
      run.change().installed().stream()
          .filter(nevra -> isOf(nevra, name))
          .forEach(nevra -> causes.add(ofPackage(run, "installed ", nevra)));
      run.change().removed().stream()
          .filter(nevra -> isOf(nevra, name))
          .forEach(nevra -> causes.add(ofPackage(run, "removed ", nevra)));
    }
    return causes;
  }

  private static Cause ofPackage(RecordedRun run, String verb, String nevra) {
    Optional<ChangeRecord.PackageOrigin> origin =
        run.change().packageOrigins().stream().filter(one -> one.nevra().equals(nevra)).findFirst();
    Optional<String> neededBy = origin.flatMap(ChangeRecord.PackageOrigin::neededBy);
    return new Cause(
        Kind.PACKAGE,
        run.change().operation(),
        run.time(),
        verb + nevra + neededBy.map(name -> ", needed by " + name).orElse(""),
        origin.map(ChangeRecord.PackageOrigin::where).orElse(""),
        neededBy);
  }

  /** The last word about a difference between an image and the one it was made from. */
  public Optional<Cause> last(String path, Optional<String> packageName) {
    List<Cause> causes = new ArrayList<>(packageName.map(this::ofPackage).orElse(List.of()));
    original(path).ifPresent(original -> causes.addAll(of(original)));
    causes.addAll(of(path));
    return causes.isEmpty() ? Optional.empty() : Optional.of(causes.get(causes.size() - 1));
  }

  /** The path below /etc that a pristine copy is of. */
  public static Optional<String> original(String path) {
    return COPIES.stream()
        .filter(top -> path.startsWith(top + "/"))
        .map(top -> "/etc" + path.substring(top.length()))
        .findFirst();
  }

  private static boolean covers(List<String> paths, String path) {
    return paths.stream()
        .anyMatch(
            entry ->
                entry.endsWith("/")
                    ? path.startsWith(entry) || entry.equals(path + "/")
                    : entry.equals(path));
  }

  /** Whether {@code NAME-[EPOCH:]VERSION-RELEASE.ARCH} is a package of that name. */
  private static boolean isOf(String nevra, String name) {
    int release = nevra.lastIndexOf('-');
    int version = release < 0 ? -1 : nevra.lastIndexOf('-', release - 1);
    return version > 0 && nevra.substring(0, version).equals(name);
  }

  private static Cause cause(Kind kind, RecordedRun run, String text, String where) {
    return new Cause(kind, run.change().operation(), run.time(), text, where, Optional.empty());
  }

  private static String sealing(String rule) {
    String why =
        Catalogue.find(rule)
            .map(RuleDescription::of)
            .map(found -> " (%s: %s)".formatted(found.slug(), found.summary()))
            .orElse("");
    return "sealed for " + rule + why;
  }

  /** Programs have no paths of their own: which of several it was cannot be told. */
  private static String programs(ChangeRecord change) {
    List<String> titles = new ArrayList<>();
    change.steps().stream()
        .filter(step -> step.paths().isEmpty())
        .forEach(step -> titles.add(step.title()));
    if (!change.installed().isEmpty() || !change.removed().isEmpty()) {
      titles.add("scripts of packages");
    }
    return "changed by a program in the image"
        + (titles.isEmpty() ? "" : titles.stream().collect(Collectors.joining(", or ", ": ", "")));
  }

  private static String place(ChangeRecord change) {
    List<String> places =
        change.steps().stream()
            .filter(step -> step.paths().isEmpty())
            .map(ChangeRecord.DoneStep::where)
            .toList();
    return places.size() == 1 && change.installed().isEmpty() ? places.get(0) : "";
  }
}
