package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Events;
import org.nodecustomize.plan.PackageSelection;
import org.nodecustomize.rpm.KeyRing;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;

/** What there is to choose from: the given files, what repositories hold, and keys to trust. */
final class OfferedPackages {
  static final String RESOLVE_ANEW = "resolve anew: --update-lock";

  private static final int KEY_LIMIT = 1 << 20;

  private final PackageAddition addition;
  private final List<RpmPackage> given = new ArrayList<>();
  private final List<RpmPackage> named = new ArrayList<>();
  private final List<RpmPackage> candidates = new ArrayList<>();
  private final Map<String, Problem> missing = new LinkedHashMap<>();
  private final IdentityHashMap<RpmPackage, PackageSource> sources = new IdentityHashMap<>();
  private final Set<RpmPackage> lockedOut = Collections.newSetFromMap(new IdentityHashMap<>());
  private KeyRing keys = KeyRing.empty();

  private OfferedPackages(PackageAddition addition) {
    this.addition = addition;
  }

  /**
   * Reads keys, files and repositories.
   *
   * @param sources of the repositories, the most preferred first
   * @throws UsageException naming each key file that has no key
   * @throws OperationException naming each file that is no package or must not come in
   */
  static OfferedPackages read(
      PackageAddition addition, List<PackageSource> sources, Events events) {
    OfferedPackages offered = new OfferedPackages(addition);
    offered.readKeys();
    offered.readGiven();
    for (PackageSource source : sources) {
      for (RpmPackage one : source.packages(events)) {
        offered.sources.put(one, source);
        if (addition.locksOut(one.nevra())) {
          offered.lockedOut.add(one);
        } else if (!addition.excludes(one.nevra().name())) {
          offered.candidates.add(one);
        }
      }
    }
    offered.select();
    return offered;
  }

  /** What is to be installed if the image does not have it, by file or by name. */
  List<RpmPackage> given() {
    return List.copyOf(given);
  }

  /** Of what is given, that which was asked for by name. */
  List<RpmPackage> named() {
    return List.copyOf(named);
  }

  /** What may come in from repositories, the most preferred first. */
  List<RpmPackage> candidates() {
    return List.copyOf(candidates);
  }

  /** Names that no repository has, and what is wrong then if the image does not have them. */
  Map<String, Problem> missing() {
    return Collections.unmodifiableMap(missing);
  }

  /** The keys that the user gave. */
  KeyRing keys() {
    return keys;
  }

  /** Where a package's file comes from. */
  PackageSource source(RpmPackage one) {
    return sources.getOrDefault(one, PackageSource.FILES);
  }

  /** What a pattern of the updates can turn out to want. */
  List<RpmPackage> conceivable() {
    return candidates.stream()
        .filter(
            one ->
                addition.updates().stream()
                    .anyMatch(pattern -> PackageSelection.means(pattern.value(), one.nevra())))
        .toList();
  }

  /** Finds what the names mean, and refuses what must not come in. */
  private void select() {
    List<Problem> problems = new ArrayList<>();
    given.forEach(
        one -> {
          if (addition.excludes(one.nevra().name())) {
            problems.add(Problem.at(one.path().toString(), "its name is excluded"));
          } else if (addition.locksOut(one.nevra())) {
            problems.add(
                Problem.at(one.path().toString(), one.nevra() + " is not in the lock file")
                    .withHint(RESOLVE_ANEW));
          }
        });
    PackageSelection selection = new PackageSelection(candidates, ImagePrograms.machine());
    for (String name : addition.names()) {
      PackageSelection.Result result = selection.select(name);
      if (result instanceof PackageSelection.Result.Found found) {
        found.packages().stream()
            .filter(one -> given.stream().noneMatch(p -> p.nevra().equals(one.nevra())))
            .forEach(
                one -> {
                  given.add(one);
                  named.add(one);
                });
      } else {
        missing.put(name, missing(name, ((PackageSelection.Result.Missing) result).problem()));
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }

  /** What the lock hides is in the repositories all the same. */
  private Problem missing(String name, Problem problem) {
    Optional<RpmPackage> hidden =
        lockedOut.stream().filter(one -> PackageSelection.means(name, one.nevra())).findFirst();
    return hidden
        .map(
            one ->
                Problem.at(name, one.nevra() + " is not in the lock file").withHint(RESOLVE_ANEW))
        .orElse(problem);
  }

  private void readKeys() {
    List<Problem> problems = new ArrayList<>();
    for (Path file : addition.keys()) {
      try {
        if (Files.size(file) > KEY_LIMIT) {
          problems.add(Problem.at(file.toString(), "not a key file: larger than 1 MiB"));
          continue;
        }
        int before = keys.keys().size();
        keys = keys.plus(file.toString(), Files.readAllBytes(file));
        if (keys.keys().size() == before) {
          problems.add(
              Problem.at(file.toString(), "no OpenPGP public key in it")
                  .withHint("export one: gpg --export --armor KEY > FILE"));
        }
      } catch (IOException e) {
        problems.add(Problem.at(file.toString(), "cannot be read: " + e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }

  private void readGiven() {
    List<Problem> problems = new ArrayList<>();
    for (Path file : addition.files()) {
      try {
        given.add(RpmPackage.of(RpmFile.read(file).requireBinary()));
      } catch (OperationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }
}
