package org.nodecustomize.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nodecustomize.image.Noise;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.seal.SealReport;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeEdits;

/** What of a run's changes no step of the recipe names: those of programs, and those of sealing. */
final class RunAttribution {
  /** Answered by the original of a copy, or of no interest. */
  private static final Set<String> NOT_KEPT = Set.of("", "NC101", "NC115", "NC301");

  private RunAttribution() {}

  /**
   * What programs that ran in the image changed, packages' scripts among them, beside the files that
   * packages brought or took.
   *
   * @param base the image as it was
   * @param now the image after the programs
   * @param changed the paths that differ between the two
   * @param installed the packages of {@code now}
   * @param edits what the run itself changed before them
   */
  static List<String> ofPrograms(
      KnownBase base, FileTree now, List<String> changed, InstalledNow installed, TreeEdits edits) {
    if (changed.isEmpty()) {
      return List.of();
    }
    List<String> databases = Noise.databasePlaces(base.names(), now);
    Set<String> edited = new HashSet<>(edits.removals());
    edits.placements().forEach(one -> edited.add(one.path()));
    edits.puts().forEach(one -> edited.add(one.path()));
    List<String> paths =
        changed.stream()
            .filter(path -> Noise.of(path, databases).isEmpty())
            .filter(path -> !installed.owns(path) && !base.owned(path))
            .filter(path -> !edited.contains(path))
            .filter(path -> edits.removals().stream().noneMatch(top -> path.startsWith(top + "/")))
            .toList();
    return PathSummary.of(paths, base.names());
  }

  /** What sealing did, by rule. */
  static List<ChangeRecord.SealedPaths> ofSealing(List<SealReport.Deed> deeds, FileTree base) {
    Map<String, List<String>> byRule = new TreeMap<>();
    for (SealReport.Deed deed : deeds) {
      if (!NOT_KEPT.contains(deed.rule())) {
        byRule.computeIfAbsent(deed.rule(), rule -> new ArrayList<>()).add(deed.path());
      }
    }
    return byRule.entrySet().stream()
        .map(
            entry ->
                new ChangeRecord.SealedPaths(
                    entry.getKey(), PathSummary.of(entry.getValue(), base)))
        .toList();
  }
}
