package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.diag.SiteException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.plan.SiteInputs;
import org.nodecustomize.report.PlanReport;
import org.nodecustomize.report.SavedPlan;
import org.nodecustomize.report.SavedPlans;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.CommandFile;
import org.nodecustomize.site.recipe.SiteReader;

/** Saves plans, and finds out whether one that was saved still holds. */
public final class PlanFiles {
  private static final int MOST_BYTES = 32 << 20;
  private static final int START = 256;
  private static final int MOST_DIFFERENCES = 40;
  private static final String AGAIN = "look at what it would do now, and save that: ";

  private final HostContext context;
  private final String tool;

  /**
   * @param toolVersion is kept in the plan; another version's plan is refused
   */
  public PlanFiles(HostContext context, String toolVersion) {
    this.context = context;
    this.tool = "node-customize " + toolVersion;
  }

  /**
   * Where wishes are read.
   *
   * @param commands whether it is a command file
   * @param settings values of variables, as {@code --set} gives them
   */
  public record Source(Path recipe, boolean commands, Map<String, String> settings) {

    /** Reads them. */
    public Site read() {
      return commands ? CommandFile.read(recipe) : SiteReader.read(recipe, settings);
    }
  }

  /**
   * Whether a file is a saved plan; one that cannot be read is none.
   *
   * @throws HostException if reading fails half-way
   */
  public static boolean isPlan(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return SavedPlans.isPlan(new String(in.readNBytes(START), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new HostException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  /**
   * Plans, and saves what comes out.
   *
   * @param file must not be there yet
   */
  public PlanReport save(Path file, Path image, Source source) {
    List<Problem> problems = OutputFile.problems(file, false);
    if (!problems.isEmpty()) {
      throw new UsageException(problems.stream().map(PlanFiles::forPlans).toList());
    }
    // Whole seconds, as whatever is written carries.
    Instant time = SourceDate.now().truncatedTo(ChronoUnit.SECONDS);
    Site site = source.read();
    try (BackgroundDigest digest = BackgroundDigest.of(image);
        WorkDirectory work = WorkDirectory.open(context.workBase());
        OutputFile target = OutputFile.begin(file, false, work)) {
      PlanReport report = new PlanImage(context).plan(image, site, SiteOptions.NONE, time);
      PlanPaths paths = PlanPaths.of(file);
      SavedPlan plan =
          new SavedPlan(
              tool,
              time,
              new SavedPlan.Image(
                  String.valueOf(image.getFileName()), image.toFile().length(), digest.await()),
              paths.relative(source.recipe()),
              source.commands(),
              PlanVariables.of(source.settings()),
              SiteInputs.of(site).stream()
                  .map(one -> new SavedPlan.Input(paths.relative(one), PlanInputs.sha256(one)))
                  .toList(),
              SavedPlan.operations(report));
      Files.writeString(target.temporary(), SavedPlans.json(plan));
      target.publish(context.cancellation());
      return report;
    } catch (IOException e) {
      throw new HostException(
          Problem.at(file.toString(), "cannot be written: " + e.getMessage()), e);
    }
  }

  private static Problem forPlans(Problem problem) {
    return problem.message().equals("exists already")
        ? problem.withHint("remove it, or choose another name with --save-plan FILE")
        : problem;
  }

  /**
   * Reads a plan, and everything that it was made of, again.
   *
   * @param settings values of variables that the plan does not keep
   * @throws SiteException with everything by which the plan would not be carried out as it is
   */
  public Planned open(Path file, Path image, Map<String, String> settings) {
    return held(file, image, settings).planned();
  }

  /**
   * Reads a plan in the same way, and tells what it would do.
   *
   * @throws SiteException with everything by which the plan would not be carried out as it is
   */
  public PlanReport look(Path file, Path image, Map<String, String> settings) {
    return held(file, image, settings).report();
  }

  private record Held(Planned planned, PlanReport report) {}

  private Held held(Path file, Path image, Map<String, String> settings) {
    SavedPlan plan = SavedPlans.read(file.toString(), text(file));
    PlanPaths paths = PlanPaths.of(file);
    List<Problem> problems = new ArrayList<>();
    if (!plan.tool().equals(tool)) {
      problems.add(
          Problem.at(
              file.toString(),
              "planned by \"%s\" but this is \"%s\"".formatted(plan.tool(), tool)));
    }
    Map<String, String> values = PlanVariables.restore(file, plan.variables(), settings, problems);
    try (BackgroundDigest digest = BackgroundDigest.of(requireImage(image))) {
      Optional<Site> site =
          attempt(
              () -> new Source(paths.resolve(plan.recipe()), plan.commands(), values).read(),
              problems);
      site.ifPresent(read -> compareInputs(plan, paths, SiteInputs.of(read), problems));
      if (site.isEmpty()) {
        compareInputs(plan, paths, List.of(), problems);
      }
      Optional<PlanReport> now =
          site.flatMap(
              read ->
                  attempt(
                      () -> new PlanImage(context).plan(image, read, SiteOptions.NONE, plan.time()),
                      problems));
      String found = digest.await();
      if (!found.equals(plan.image().sha256())) {
        problems.add(
            Problem.at(
                image.toString(),
                "not the image of the plan, \"%s\": expected sha256 %s but was %s"
                    .formatted(plan.image().name(), plan.image().sha256(), found)));
      }
      now.ifPresent(report -> compareOperations(file, plan, report, problems));
      if (!problems.isEmpty()) {
        throw new SiteException(
            withHint(problems, AGAIN + "node-customize plan --save-plan FILE SITE IMAGE"));
      }
      return new Held(new Planned(site.orElseThrow(), plan.time()), now.orElseThrow());
    }
  }

  private static Path requireImage(Path image) {
    ImageProbe.unusable(image)
        .ifPresent(
            problem -> {
              throw new UsageException(problem);
            });
    return image;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new SiteException(
            Problem.at(file.toString(), "bad plan: expected at most 32 MiB but is larger"));
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  /** What fails is told with the rest. */
  private static <T> Optional<T> attempt(Supplier<T> work, List<Problem> problems) {
    try {
      return Optional.of(work.get());
    } catch (RunInterruptedException e) {
      throw e;
    } catch (CustomizeException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private static void compareInputs(
      SavedPlan plan, PlanPaths paths, List<Path> now, List<Problem> problems) {
    Map<Path, String> planned = new TreeMap<>();
    for (SavedPlan.Input input : plan.inputs()) {
      Path path = paths.resolve(input.path());
      planned.put(path, input.sha256());
      String found = PlanInputs.sha256(path);
      if (found.equals(input.sha256())) {
        continue;
      }
      problems.add(
          Problem.at(
              path.toString(),
              found.equals(PlanInputs.NOTHING)
                  ? "gone since the plan was made"
                  : "changed since the plan was made: expected sha256 %s but was %s"
                      .formatted(input.sha256(), found)));
    }
    now.stream()
        .filter(path -> !planned.containsKey(path))
        .forEach(
            path -> problems.add(Problem.at(path.toString(), "not among what was planned with")));
  }

  private static void compareOperations(
      Path file, SavedPlan plan, PlanReport now, List<Problem> problems) {
    List<String> differences = plan.differences(SavedPlan.operations(now));
    differences.stream()
        .limit(MOST_DIFFERENCES)
        .forEach(one -> problems.add(Problem.at(file.toString(), one)));
    if (differences.size() > MOST_DIFFERENCES) {
      problems.add(
          Problem.at(
              file.toString(),
              "and %d more differences".formatted(differences.size() - MOST_DIFFERENCES)));
    }
  }

  /** One way out for all. */
  private static List<Problem> withHint(List<Problem> problems, String hint) {
    List<Problem> told = new ArrayList<>(problems);
    int last = told.size() - 1;
    if (told.get(last).hint().isEmpty()) {
      told.set(last, told.get(last).withHint(hint));
    }
    return told;
  }
}
