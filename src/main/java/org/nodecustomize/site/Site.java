package org.nodecustomize.site;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    return changed(parts -> parts.packages = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Files other) {
    return changed(parts -> parts.files = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Accounts other) {
    return changed(parts -> parts.accounts = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Services other) {
    return changed(parts -> parts.services = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Kernel other) {
    return changed(parts -> parts.kernel = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Network other) {
    return changed(parts -> parts.network = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Settings other) {
    return changed(parts -> parts.settings = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Selinux other) {
    return changed(parts -> parts.selinux = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Scripts other) {
    return changed(parts -> parts.scripts = other);
  }

  /** The same with other wishes of this kind. */
  public Site with(Checks other) {
    return changed(parts -> parts.checks = other);
  }

  /** The same with other certificates. */
  public Site withTrust(List<CertificateItem> other) {
    return changed(parts -> parts.trust = other);
  }

  private Site changed(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return new Site(
        provenance,
        name,
        profile,
        parts.packages,
        parts.files,
        parts.accounts,
        parts.services,
        parts.kernel,
        parts.network,
        parts.settings,
        parts.selinux,
        parts.trust,
        repositories,
        tmpfiles,
        parts.scripts,
        release,
        parts.checks);
  }

  /** What of a site can be replaced, while it is. */
  private static final class Parts {
    private Packages packages;
    private Files files;
    private Accounts accounts;
    private Services services;
    private Kernel kernel;
    private Network network;
    private Settings settings;
    private Selinux selinux;
    private List<CertificateItem> trust;
    private Scripts scripts;
    private Checks checks;

    Parts(Site site) {
      this.packages = site.packages;
      this.files = site.files;
      this.accounts = site.accounts;
      this.services = site.services;
      this.kernel = site.kernel;
      this.network = site.network;
      this.settings = site.settings;
      this.selinux = site.selinux;
      this.trust = site.trust;
      this.scripts = site.scripts;
      this.checks = site.checks;
    }
  }
}
