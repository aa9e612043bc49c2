package org.nodecustomize.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.nodecustomize.site.CertificateItem;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.DropInItem;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.KeyfileItem;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.PackageRepo;
import org.nodecustomize.site.Packages;
import org.nodecustomize.site.RepositoryItem;
import org.nodecustomize.site.ScriptItem;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.TreeItem;

/** Which files and directories of this machine a site was read from, or will be copied from. */
public final class SiteInputs {
  private final TreeSet<Path> paths = new TreeSet<>();

  private SiteInputs() {}

  /** Absolute paths, sorted. What a recipe names need not be there. */
  public static List<Path> of(Site site) {
    SiteInputs inputs = new SiteInputs();
    site.provenance().files().forEach(inputs::add);
    inputs.add(site.packages());
    site.files().files().stream().map(FileItem::source).forEach(inputs::add);
    site.files().trees().stream().map(TreeItem::source).forEach(inputs::add);
    site.selinux().modules().stream().map(Stated::value).forEach(inputs::add);
    site.trust().stream().map(CertificateItem::source).forEach(inputs::add);
    site.scripts().offline().stream().map(ScriptItem::source).forEach(inputs::add);
    site.scripts().firstboot().stream().map(ScriptItem::source).forEach(inputs::add);
    site.services().dropIns().stream().map(DropInItem::source).forEach(inputs::add);
    site.network().keyfiles().stream().map(KeyfileItem::source).forEach(inputs::add);
    site.settings().motd().map(Stated::value).ifPresent(inputs::add);
    for (RepositoryItem repository : site.repositories()) {
      for (RepositoryItem.Key key : repository.gpgkeys()) {
        if (key instanceof RepositoryItem.KeyFile file) {
          inputs.add(file.path());
        }
      }
    }
    return List.copyOf(inputs.paths);
  }

  private void add(Packages packages) {
    for (PackageInstall one : packages.install()) {
      if (one.selection() instanceof PackageInstall.Files files) {
        files.files().forEach(this::add);
      }
    }
    for (PackageRepo repo : packages.repos()) {
      repo.keys().forEach(this::add);
      if (repo.location() instanceof PackageRepo.Directory directory) {
        add(directory.path());
      } else if (repo.location() instanceof PackageRepo.Iso iso) {
        add(iso.path());
      }
    }
    packages.keys().stream().map(Stated::value).forEach(this::add);
    packages.lock().map(Stated::value).ifPresent(this::add);
  }

  private void add(ContentSource source) {
    if (source instanceof ContentSource.HostFile file) {
      add(file.path());
    } else if (source instanceof ContentSource.Template template) {
      add(template.path());
    }
  }

  private void add(Path path) {
    paths.add(path.toAbsolutePath().normalize());
  }
}
