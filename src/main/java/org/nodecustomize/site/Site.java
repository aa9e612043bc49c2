package org.nodecustomize.site;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.image.LayoutProfile;

/**
 * All that is wanted of an image. What is not wished for is an empty list, an empty {@code
 * Optional} or a group's {@code NONE}.
 *
 * @param provenance what it was read from
 * @param name of the recipe, for people and for the image's record
 * @param profile the layout to follow; where empty, what the image looks like
 * @param trust certificates of authorities
 * @param repositories of the installed node
 */
public record Site(
    Provenance provenance,
    Optional<String> name,
    Optional<Stated<LayoutProfile>> profile,
    Packages packages,
    Files files,
    Accounts accounts,
    Services services,
    Kernel kernel,
    Network network,
    Settings settings,
    Selinux selinux,
    List<CertificateItem> trust,
    List<RepositoryItem> repositories,
    List<TmpfilesLine> tmpfiles,
    Scripts scripts,
    Optional<Release> release,
    Checks checks) {

  /** No wish at all. */
  public static final Site NONE =
      new Site(
          Provenance.NONE,
          Optional.empty(),
          Optional.empty(),
          Packages.NONE,
          Files.NONE,
          Accounts.NONE,
          Services.NONE,
          Kernel.NONE,
          Network.NONE,
          Settings.NONE,
          Selinux.NONE,
          List.of(),
          List.of(),
          List.of(),
          Scripts.NONE,
          Optional.empty(),
          Checks.NONE);

  public Site {
    trust = List.copyOf(trust);
    repositories = List.copyOf(repositories);
    tmpfiles = List.copyOf(tmpfiles);
  }

  /** The same with other wishes of this kind. */
  public Site with(Packages other) {
    return new Site(
        provenance,
        name,
        profile,
        other,
        files,
        accounts,
        services,
        kernel,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Files other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        other,
        accounts,
        services,
        kernel,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Accounts other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        other,
        services,
        kernel,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Services other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        other,
        kernel,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Kernel other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        other,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Network other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        kernel,
        other,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Settings other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        kernel,
        network,
        other,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Selinux other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        kernel,
        network,
        settings,
        other,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Scripts other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        kernel,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        other,
        release,
        checks);
  }

  /** The same with other certificates. */
  public Site withTrust(List<CertificateItem> other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        kernel,
        network,
        settings,
        selinux,
        other,
        repositories,
        tmpfiles,
        scripts,
        release,
        checks);
  }

  /** The same with other wishes of this kind. */
  public Site with(Checks other) {
    return new Site(
        provenance,
        name,
        profile,
        packages,
        files,
        accounts,
        services,
        kernel,
        network,
        settings,
        selinux,
        trust,
        repositories,
        tmpfiles,
        scripts,
        release,
        other);
  }
}
