package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.OptionalInt;
import org.nodecustomize.site.RepositoryItem;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** The section {@code repositories}. */
final class RepositoryFields {
  /** A key may be a URL that dnf reads, or a file that we bring. */
  private static final TextKind KEY =
      TextKind.free(
          "a file of this machine or a URL",
          (text, at) ->
              isUrl(text)
                  ? NetworkKinds.URL.check().flaw(text, at)
                  : HostKinds.FILE.check().flaw(text, at));

  static final Shape.Section SHAPE =
      Shape.Section.of(
              "a repository",
              Field.of("id", NameKinds.NAME, "The name of its section and file.")
                  .needed()
                  .example("acme"),
              Field.of("name", NameKinds.LINE, "A name for people.")
                  .standard("the id")
                  .example("\"ACME monitoring\""),
              Field.list("baseurls", NetworkKinds.URL, "Where the packages are.")
                  .example("[\"https://repo.example.org/el$releasever/\"]"),
              Field.of("metalink", NetworkKinds.URL, "A file that tells where the packages are.")
                  .example("https://mirrors.example.org/metalink"),
              Field.of("mirrorlist", NetworkKinds.URL, "A list of places with the packages.")
                  .example("https://mirrors.example.org/list"),
              Field.list(
                      "gpgkeys", KEY, "Keys of the packages: files, which are copied in, or URLs.")
                  .example("[files/example/RPM-GPG-KEY-example]"),
              Field.flag("gpgcheck", true, "Check the signature of each package."),
              Field.flag(
                  "enabled",
                  true,
                  "Whether the node uses it; imgbased switches others off at the next build."),
              Field.flag("sslverify", true, "Check the server's certificate."),
              Field.of("priority", new Shape.Whole(1, 99), "Which repository wins; 1 is best.")
                  .standard("99")
                  .example("50"),
              Field.list("includepkgs", NameKinds.PACKAGE, "Take nothing but these.")
                  .example("[\"acme-*\"]"),
              Field.list("excludepkgs", NameKinds.PACKAGE, "Do not take these.")
                  .example("[\"acme-debug*\"]"))
          .where(new Shape.ExactlyOne(List.of("baseurls", "metalink", "mirrorlist")))
          .example(
              "id",
              "name",
              "baseurls",
              "gpgkeys",
              "enabled",
              "priority",
              "includepkgs",
              "excludepkgs")
          .example("id=acme-beta", "metalink", "gpgcheck", "sslverify")
          .example("id=acme-mirror", "mirrorlist", "gpgkeys=[https://repo.example.org/key]");

  private RepositoryFields() {}

  private static boolean isUrl(String text) {
    return text.contains("://");
  }

  static RepositoryItem bind(Entry entry, Binding binding) {
    String id = entry.text("id", "");
    binding.claim("path", "/etc/yum.repos.d/" + id + ".repo", entry.spot("id"), "is written");
    for (Value.Word word : entry.words("gpgkeys")) {
      if (!isUrl(word.text())) {
        String name = word.text().substring(word.text().lastIndexOf('/') + 1);
        binding.claim("key of " + id, name, word.spot(), "is copied");
      }
    }
    boolean check = entry.flag("gpgcheck", true);
    if (check && entry.texts("gpgkeys").isEmpty()) {
      entry.fault(
          "gpgkeys",
          SiteError.MISSING_KEY,
          Complaint.of(
              "the repository checks signatures but has no key",
              "give 'gpgkeys', or \"gpgcheck: false\" if it must be"));
    }
    return new RepositoryItem(
        entry.origin(),
        id,
        entry.text("name", id),
        entry.texts("baseurls"),
        entry.text("metalink"),
        entry.text("mirrorlist"),
        entry.words("gpgkeys").stream().map(RepositoryFields::key).toList(),
        check,
        entry.flag("enabled", true),
        entry.flag("sslverify", true),
        entry.has("priority") ? OptionalInt.of(entry.number("priority", 99)) : OptionalInt.empty(),
        entry.texts("includepkgs"),
        entry.texts("excludepkgs"));
  }

  private static RepositoryItem.Key key(Value.Word word) {
    return isUrl(word.text())
        ? new RepositoryItem.KeyUrl(word.text())
        : new RepositoryItem.KeyFile(HostKinds.resolve(word.text(), word.spot().place()));
  }
}
