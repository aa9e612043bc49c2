package org.nodecustomize.site.recipe;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.PackageRepo;
import org.nodecustomize.site.Packages;
import org.nodecustomize.site.SignaturePolicy;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** The section {@code packages}. */
final class PackageFields {
  private static final int MOST_FILES = 5000;

  /** A file, a glob of files, or a name. */
  private static final TextKind INSTALLED =
      TextKind.free(
          "a package file, a glob of them, or the name of a package",
          (text, at) ->
              !isFile(text)
                  ? NameKinds.PACKAGE.check().flaw(text, at)
                  : isGlob(text) ? Optional.empty() : HostKinds.FILE.check().flaw(text, at));

  /** Names of a medium go into messages, and are no way out of it. */
  private static final TextKind ON_MEDIUM =
      TextKind.matching(
          "a directory on the medium, from its root",
          SiteError.BAD_TEXT_VALUE,
          "/?[A-Za-z0-9_+ -][A-Za-z0-9._+ -]*(/[A-Za-z0-9_+ -][A-Za-z0-9._+ -]*){0,7}/?",
          "for instance \"AppStream/Packages\"");

  private static final Shape.Section REPO =
      Shape.Section.of(
              "a repository",
              Field.of("id", NameKinds.NAME, "A name for messages.").needed().example("site"),
              Field.of(
                      "directory",
                      HostKinds.DIRECTORY,
                      "A directory of packages on this machine, with or without repodata.")
                  .example("\"${rpms}\""),
              Field.of("iso", HostKinds.FILE, "An installation medium on this machine.")
                  .example("files/example/packages.iso"),
              Field.of(
                      "path",
                      ON_MEDIUM,
                      "The directory on the medium to take packages from; all of it otherwise.")
                  .applies("with 'iso'")
                  .example("AppStream/Packages"),
              Field.of(
                      "url",
                      NetworkKinds.URL,
                      "The root of a repository on a server; needs the option --network.")
                  .example("https://mirror.example.org/el9/"),
              Field.list("keys", HostKinds.FILE, "OpenPGP keys to trust for packages.")
                  .example("[files/example/RPM-GPG-KEY-example]"),
              Field.of(
                      "priority",
                      new Shape.Whole(1, 99),
                      "Which repository a package is taken from where several have its newest version;"
                          + " 1 is best.")
                  .standard("99")
                  .example("10"))
          .where(new Shape.ExactlyOne(List.of("directory", "iso", "url")))
          .where(new Shape.Needs("path", List.of("iso")))
          .example("id", "directory", "keys", "priority")
          .example("id=medium", "iso", "path")
          .example("id=mirror", "url");

  private static final Shape.Section UNSIGNED =
      Shape.Section.of(
          "the exception",
          Field.list("allowUnsigned", NameKinds.PACKAGE, "Packages that need no signature.")
              .needed()
              .example("[\"acme-*\"]"),
          Field.of("reason", NameKinds.LINE, "Why, for the record of the image.")
              .needed()
              .example("the vendor signs from version 3 on"));

  static final Shape.Section SHAPE =
      Shape.Section.of(
          "the packages",
          Field.list(
                  "install",
                  INSTALLED,
                  "What to install: package files, globs of them, names, or name-version.")
              .example("[\"${rpms}/nc-demo-agent-*.rpm\", tcpdump]"),
          Field.list("remove", NameKinds.PACKAGE, "Installed packages to remove.")
              .example("[telnet]"),
          Field.list(
                  "update",
                  NameKinds.PACKAGE,
                  "Installed packages to bring to the newest version in 'repos'; \"*\" is all.")
              .example("[openssl-libs]"),
          Field.list("repos", REPO, "Where names and dependencies come from during the change."),
          Field.list("keys", HostKinds.FILE, "OpenPGP keys to trust besides those of the image.")
              .example("[files/example/RPM-GPG-KEY-example]"),
          Field.of(
                  "signatures",
                  new Shape.Either(new Shape.Choice(List.of("required")), UNSIGNED),
                  "Whether each package must be signed by a trusted key.")
              .standard("required"),
          Field.flag("docs", false, "Install documentation too."),
          Field.flag("weakDependencies", false, "Install what packages recommend."),
          Field.list("exclude", NameKinds.PACKAGE, "Packages that must not come in.")
              .example("[\"*-devel\"]"),
          Field.of(
                  "lock",
                  HostKinds.WRITTEN,
                  "A file with the exact packages, NAME-[EPOCH:]VERSION-RELEASE.ARCH and"
                      + " sha256:DIGEST of the package file on a line each: written where it is"
                      + " missing, else kept to; written again by the option --update-lock.")
              .example("site.lock"));

  private PackageFields() {}

  private static boolean isFile(String text) {
    return text.contains("/") || text.endsWith(".rpm");
  }

  private static boolean isGlob(String text) {
    return text.substring(text.lastIndexOf('/') + 1).matches(".*[*?\\[{].*");
  }

  static Packages bind(Entry section, Binding binding) {
    List<PackageInstall> install = new ArrayList<>();
    for (Value.Word word : section.words("install")) {
      selection(word, binding)
          .ifPresent(chosen -> install.add(new PackageInstall(word.spot().origin(), chosen)));
    }
    for (Value.Word word : section.words("install")) {
      binding.claim("install", word.text(), word.spot(), "is installed");
    }
    for (Value.Word word : section.words("update")) {
      binding.claim("update", word.text(), word.spot(), "is updated");
    }
    for (Value.Word word : section.words("remove")) {
      binding.exclude("install", word.text(), word.spot(), "is to be removed, but installed");
      binding.exclude("update", word.text(), word.spot(), "is to be removed, but updated");
    }
    return new Packages(
        install,
        section.statedTexts("remove"),
        section.statedTexts("update"),
        section.entries("repos").stream().map(repo -> repo(repo, binding)).toList(),
        section.words("keys").stream()
            .map(word -> new Stated<>(word.spot().origin(), path(word)))
            .toList(),
        signatures(section.section("signatures")),
        section.flag("docs", false),
        section.flag("weakDependencies", false),
        section.statedTexts("exclude"),
        section.word("lock").map(word -> new Stated<>(word.spot().origin(), path(word))));
  }

  private static Path path(Value.Word word) {
    return HostKinds.resolve(word.text(), word.spot().place());
  }

  private static Optional<PackageInstall.Selection> selection(Value.Word word, Binding binding) {
    String text = word.text();
    if (!isFile(text)) {
      return Optional.of(new PackageInstall.Named(text));
    }
    if (!isGlob(text)) {
      return Optional.of(new PackageInstall.Files(text, List.of(path(word))));
    }
    List<Path> files = HostKinds.glob(text, word.spot().place(), MOST_FILES);
    if (files.isEmpty()) {
      binding
          .faults()
          .add(
              SiteError.MISSING_FILE,
              word.spot(),
              Complaint.of(
                  "no file matches " + Quoted.of(text),
                  "paths begin from the directory of the file that names them"));
      return Optional.empty();
    }
    return Optional.of(new PackageInstall.Files(text, files));
  }

  private static PackageRepo repo(Entry entry, Binding binding) {
    String id = entry.text("id", "");
    binding.claim("package repository", id, entry.spot("id"), "is named");
    PackageRepo.Location location =
        entry
            .word("directory")
            .<PackageRepo.Location>map(word -> new PackageRepo.Directory(path(word)))
            .or(
                () ->
                    entry
                        .word("iso")
                        .map(word -> new PackageRepo.Iso(path(word), entry.text("path", ""))))
            .orElseGet(() -> new PackageRepo.Remote(URI.create(entry.text("url", "about:blank"))));
    return new PackageRepo(
        entry.origin(),
        id,
        location,
        entry.words("keys").stream().map(PackageFields::path).toList(),
        entry.number("priority", 99));
  }

  private static SignaturePolicy signatures(Entry entry) {
    return entry.has("allowUnsigned")
        ? new SignaturePolicy.AllowUnsigned(
            entry.origin(), entry.texts("allowUnsigned"), entry.text("reason", ""))
        : new SignaturePolicy.Required();
  }
}
