package org.nodecustomize.rpm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a package says about itself. The values are decoded once; the header is not kept.
 *
 * @param path the file, as it was named
 * @param kind binary, source or delta
 * @param summary empty where the header has none, as the texts that follow
 * @param sourceRpm the file name of the source package; empty for source packages
 * @param files absolute paths, directories included; names alone in source packages
 * @param installedSize bytes of the files when they are installed
 * @param payloadFormat for instance {@code cpio}
 * @param payloadCompressor for instance {@code xz}; empty where the header has none (gzip or none)
 */
public record RpmPackage(
    Path path,
    RpmFile.Kind kind,
    Nevra nevra,
    String summary,
    String license,
    String vendor,
    String os,
    Optional<String> sourceRpm,
    List<Dependency> requires,
    List<Dependency> provides,
    List<Dependency> conflicts,
    List<Dependency> obsoletes,
    List<Dependency> recommends,
    List<String> files,
    long installedSize,
    String payloadFormat,
    Optional<String> payloadCompressor,
    Optional<String> payloadFlags,
    List<Scriptlet> scriptlets) {

  public RpmPackage {
    requires = List.copyOf(requires);
    provides = List.copyOf(provides);
    conflicts = List.copyOf(conflicts);
    obsoletes = List.copyOf(obsoletes);
    recommends = List.copyOf(recommends);
    files = List.copyOf(files);
    scriptlets = List.copyOf(scriptlets);
  }

  /**
   * Decodes the header of a file.
   *
   * @throws org.nodecustomize.diag.OperationException if the lists of files in it do not fit together
   */
  public static RpmPackage of(RpmFile file) {
    RpmHeader header = file.header();
    try {
      return new RpmPackage(
          file.path(),
          file.kind(),
          file.nevra(),
          header.text(RpmTag.SUMMARY).orElse(""),
          header.text(RpmTag.LICENSE).orElse(""),
          header.text(RpmTag.VENDOR).orElse(""),
          header.text(RpmTag.OS).orElse(""),
          header.text(RpmTag.SOURCERPM),
          Dependency.list(header, RpmTag.REQUIRENAME, RpmTag.REQUIREFLAGS, RpmTag.REQUIREVERSION),
          Dependency.list(header, RpmTag.PROVIDENAME, RpmTag.PROVIDEFLAGS, RpmTag.PROVIDEVERSION),
          Dependency.list(
              header, RpmTag.CONFLICTNAME, RpmTag.CONFLICTFLAGS, RpmTag.CONFLICTVERSION),
          Dependency.list(
              header, RpmTag.OBSOLETENAME, RpmTag.OBSOLETEFLAGS, RpmTag.OBSOLETEVERSION),
          Dependency.list(
              header, RpmTag.RECOMMENDNAME, RpmTag.RECOMMENDFLAGS, RpmTag.RECOMMENDVERSION),
          FileList.of(header),
          header.number(RpmTag.LONGSIZE).or(() -> header.number(RpmTag.SIZE)).orElse(0L),
          header.text(RpmTag.PAYLOADFORMAT).orElse("cpio"),
          header.text(RpmTag.PAYLOADCOMPRESSOR),
          header.text(RpmTag.PAYLOADFLAGS),
          Scriptlet.of(header));
    } catch (BadHeaderException e) {
      throw e.refusal(file.path());
    }
  }

  /** Reads a file; see {@link RpmFile#read} for what can go wrong. */
  public static RpmPackage read(Path file) {
    return of(RpmFile.read(file));
  }

  /**
   * Whether rpm itself or this package satisfies the requirement, so that no other package needs to.
   */
  public boolean isRequirementInternal(Dependency requirement) {
    return requirement.isRpmlib()
        || provides.stream().anyMatch(requirement::satisfiedBy)
        || (requirement.isPath() && files.contains(requirement.name()));
  }
}
