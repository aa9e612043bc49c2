package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.tree.Bytes;

/** The section {@code files}. */
final class FileFields {
  static final Shape.Choice INTENT = new Shape.Choice(List.of("override", "preset", "snippet"));

  static final Field OWNER =
      Field.of("owner", AccountKinds.OWNER, "The owner, by name or number.")
          .standard("root")
          .example("chrony");

  static final Field GROUP =
      Field.of("group", AccountKinds.OWNER, "The group, by name or number.")
          .standard("root")
          .example("990");

  static final Field XATTRS =
      Field.of(
              "xattrs",
              new Shape.Named(ImageKinds.XATTR, new Shape.Text(NameKinds.TEXT)),
              "Extended attributes, as text, or as 0x and hexadecimal digits.")
          .example("{user.origin: site}");

  static final Field REPLACE =
      Field.flag("replace", true, "Whether something that is there already is replaced.");

  static final Shape.Section SHAPE =
      Shape.Section.of(
              "a file",
              Field.of("path", ImageKinds.PATH, "Where the file is to stand.")
                  .needed()
                  .example("/etc/site/agent.conf"))
          .and(
              ContentFields.fields(
                  "\"mode = passive\\n\"",
                  "files/example/hello.txt",
                  "files/example/hello.template"))
          .and(
              List.of(
                  Field.of("mode", ImageKinds.MODE, "Permissions, in octal digits.")
                      .standard("0755 for a source that its owner may run, otherwise 0644")
                      .example("\"0640\""),
                  OWNER,
                  GROUP,
                  Field.of("intent", INTENT, "What a file below /etc is meant to be.")
                      .standard("override")
                      .example("override")
                      .applies("below /etc"),
                  Field.of(
                          "name",
                          NameKinds.NAME,
                          "The snippet's own name, without number and suffix.")
                      .standard("site")
                      .example("hardening")
                      .applies("with intent: snippet, where path is the main file"),
                  REPLACE,
                  XATTRS,
                  Field.of("capabilities", ImageKinds.CAPABILITIES, "File capabilities.")
                      .example("cap_net_raw+ep")))
          .where(ContentFields.ONE)
          .example("path", "content", "mode", "owner", "group", "intent", "replace", "xattrs")
          .example("path=/etc/ssh/sshd_config", "intent=snippet", "name", "template")
          .example("path=/usr/libexec/site-probe", "source", "mode=\"0755\"", "capabilities");

  private FileFields() {}

  static List<FileItem> bind(List<Entry> entries, Binding binding) {
    List<FileItem> items = new ArrayList<>();
    for (Entry entry : entries) {
      ContentFields.bind(entry, binding)
          .ifPresent(source -> items.add(item(entry, source, binding)));
    }
    return items;
  }

  private static FileItem item(Entry entry, ContentSource source, Binding binding) {
    Intent intent = intent(entry);
    String written = entry.text("path", "");
    Optional<SnippetPlaces.SnippetPlace> place =
        intent == Intent.SNIPPET ? SnippetPlaces.beside(written) : Optional.empty();
    String path =
        place
            .map(
                one ->
                    one.directory()
                        + "/"
                        + one.prefix()
                        + entry.text("name", "site")
                        + one.suffix())
            .orElse(written);
    checkIntent(entry, intent, written, place.isPresent());
    if (entry.has("name") && place.isEmpty() && intent == Intent.SNIPPET) {
      entry.fault(
          "name",
          SiteError.NOT_APPLICABLE,
          Complaint.of("the key \"name\" applies only where \"path\" is a main file"));
    }
    binding.claim("path", path, entry.spot("path"), "is written");
    int usual = SnippetPlaces.in(parent(path)).map(SnippetPlaces.SnippetPlace::mode).orElse(0644);
    return new FileItem(
        entry.origin(),
        path,
        source,
        entry
            .text("mode")
            .map(ImageKinds::mode)
            .orElse(executable(source) && usual == 0644 ? 0755 : usual),
        account(entry, "owner"),
        account(entry, "group"),
        intent,
        entry.flag("replace", true),
        xattrs(entry),
        entry.text("capabilities"));
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static boolean executable(ContentSource source) {
    return source instanceof ContentSource.HostFile file
        ? file.executable()
        : source instanceof ContentSource.Template template && template.executable();
  }

  static Intent intent(Entry entry) {
    return Intent.valueOf(entry.text("intent", "override").toUpperCase(Locale.ROOT));
  }

  /** By name or number; root where nothing is said. */
  static AccountRef account(Entry entry, String name) {
    return entry.text(name).map(FileFields::account).orElse(AccountRef.ROOT);
  }

  static AccountRef account(String text) {
    return Character.isDigit(text.charAt(0))
        ? new AccountRef.Numbered(Long.parseLong(text))
        : new AccountRef.Named(text);
  }

  /** An intent other than to override says something about /etc only. */
  static void checkIntent(Entry entry, Intent intent, String path, boolean main) {
    if (intent == Intent.OVERRIDE) {
      if (entry.has("name")) {
        entry.fault(
            "name",
            SiteError.NOT_APPLICABLE,
            Complaint.of("the key \"name\" applies only with \"intent: snippet\""));
      }
      return;
    }
    String word = intent.name().toLowerCase(Locale.ROOT);
    String said = entry.spot("intent").name();
    if (!path.startsWith("/etc/")) {
      Complaint complaint =
          Complaint.of(
              "expected a path below \"/etc\" with intent %s but was %s"
                  .formatted(word, Quoted.of(path)));
      entry.fault(
          "path",
          SiteError.BAD_INTENT,
          path.startsWith("/usr/etc/")
              ? complaint.hint("write " + Quoted.of(path.substring(4)))
              : complaint.hint(
                  "leave '%s' out".formatted(said.substring(said.lastIndexOf('.') + 1))));
      return;
    }
    if (intent == Intent.SNIPPET && !main) {
      snippet(entry, path);
    }
  }

  private static void snippet(Entry entry, String path) {
    String directory = parent(path);
    String name = path.substring(directory.length() + 1);
    Optional<SnippetPlaces.SnippetPlace> known = SnippetPlaces.in(directory);
    if (known.isEmpty() && !directory.endsWith(".d")) {
      entry.fault(
          "path",
          SiteError.BAD_INTENT,
          Complaint.of(
              "expected a file in a \".d\" directory with intent snippet but was "
                  + Quoted.of(path),
              "leave 'intent' out, or name a file whose reader has a \".d\" directory"));
      return;
    }
    known.ifPresent(
        place -> {
          if (!name.endsWith(place.suffix()) || (place.dotless() && name.contains("."))) {
            String form = place.dotless() ? "no dot" : "the suffix " + Quoted.of(place.suffix());
            entry.fault(
                "path",
                SiteError.BAD_INTENT,
                Complaint.of(
                    "%s is never read: names in %s have %s"
                        .formatted(Quoted.of(name), Quoted.of(directory), form)));
          }
        });
  }

  static SortedMap<String, Bytes> xattrs(Entry entry) {
    return Attributes.of(entry.named("xattrs"), entry);
  }
}
