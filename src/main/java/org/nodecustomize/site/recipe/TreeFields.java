package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.DirectoryItem;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.LinkItem;
import org.nodecustomize.site.PermissionItem;
import org.nodecustomize.site.RemoveItem;
import org.nodecustomize.site.TreeItem;

/** The sections {@code directories}, {@code trees}, {@code links}, {@code remove}, {@code permissions}. */
final class TreeFields {
  private static final TextKind RELATIVE_GLOB =
      TextKind.matching(
          "a glob relative to the directory",
          org.nodecustomize.site.yaml.SiteError.BAD_PATH,
          "[^/].{0,999}");

  static final Shape.Section DIRECTORY =
      Shape.Section.of(
              "a directory",
              Field.of("path", ImageKinds.PATH, "The directory, made with its missing parents.")
                  .needed()
                  .example("/usr/share/site"),
              Field.of("mode", ImageKinds.MODE, "Permissions, in octal digits.")
                  .standard("0755 for a new one, otherwise as it is")
                  .example("\"0750\""),
              FileFields.OWNER.standard("root for a new one, otherwise as it is"),
              FileFields.GROUP.standard("root for a new one, otherwise as it is"),
              FileFields.XATTRS)
          .or("path");

  static final Shape.Section TREE =
      Shape.Section.of(
          "a tree",
          Field.of("path", ImageKinds.PATH, "The directory that gets what 'source' holds.")
              .needed()
              .example("/usr/share/site/branding"),
          Field.of("source", HostKinds.DIRECTORY, "A directory of this machine.")
              .needed()
              .example("files/example/branding"),
          Field.of("fileMode", ImageKinds.MODE, "Permissions of every file.")
              .standard("0755 for what its owner may run, otherwise 0644")
              .example("\"0644\""),
          Field.of("directoryMode", ImageKinds.MODE, "Permissions of new directories.")
              .standard("0755")
              .example("\"0755\""),
          FileFields.OWNER.example("root"),
          FileFields.GROUP.example("root"),
          Field.list("exclude", RELATIVE_GLOB, "What to leave out, relative to 'source'.")
              .example("[\"*.orig\"]"),
          FileFields.REPLACE);

  static final Shape.Section LINK =
      Shape.Section.of(
          "a link",
          Field.of("path", ImageKinds.PATH, "Where the symbolic link is to stand.")
              .needed()
              .example("/usr/bin/site-status"),
          Field.of("target", ImageKinds.TARGET, "What it points to, as it is stored.")
              .needed()
              .example("../libexec/site-probe"),
          FileFields.REPLACE);

  static final Shape.Section PERMISSION =
      Shape.Section.of(
              "a permission",
              Field.of("path", ImageKinds.PATH, "Something that is in the image already.")
                  .needed()
                  .example("/etc/crontab"),
              Field.of("mode", ImageKinds.MODE, "Permissions, in octal digits.")
                  .standard("as it is")
                  .example("\"0600\""),
              FileFields.OWNER.standard("as it is").example("root"),
              FileFields.GROUP.standard("as it is").example("root"))
          .where(new Shape.AtLeastOne(List.of("mode", "owner", "group")));

  private TreeFields() {}

  static DirectoryItem directory(Entry entry, Binding binding) {
    String path = entry.text("path", "");
    binding.claim("path", path, entry.spot("path"), "is written");
    return new DirectoryItem(
        entry.origin(),
        path,
        mode(entry, "mode"),
        entry.text("owner").map(FileFields::account),
        entry.text("group").map(FileFields::account),
        Attributes.of(entry.named("xattrs"), entry));
  }

  static Optional<TreeItem> tree(Entry entry, Binding binding) {
    String path = entry.text("path", "");
    binding.claim("tree", path, entry.spot("path"), "is filled");
    return entry
        .word("source")
        .map(
            source ->
                new TreeItem(
                    entry.origin(),
                    path,
                    HostKinds.resolve(source.text(), source.spot().place()),
                    mode(entry, "fileMode"),
                    mode(entry, "directoryMode").orElse(0755),
                    FileFields.account(entry, "owner"),
                    FileFields.account(entry, "group"),
                    entry.texts("exclude"),
                    Intent.OVERRIDE,
                    entry.flag("replace", true)));
  }

  static LinkItem link(Entry entry, Binding binding) {
    String path = entry.text("path", "");
    binding.claim("path", path, entry.spot("path"), "is written");
    return new LinkItem(
        entry.origin(), path, entry.text("target", ""), entry.flag("replace", true));
  }

  static RemoveItem removal(Value.Word word, Binding binding) {
    binding.exclude("path", word.text(), word.spot(), "is to be removed, but written");
    return new RemoveItem(word.spot().origin(), word.text());
  }

  static PermissionItem permission(Entry entry, Binding binding) {
    String path = entry.text("path", "");
    for (String name : List.of("mode", "owner", "group")) {
      if (entry.has(name)) {
        binding.claim(name + " of", path, entry.spot(name), "has its " + name + " given");
      }
    }
    return new PermissionItem(
        entry.origin(),
        path,
        mode(entry, "mode"),
        entry.text("owner").<AccountRef>map(FileFields::account),
        entry.text("group").<AccountRef>map(FileFields::account));
  }

  private static OptionalInt mode(Entry entry, String name) {
    return entry
        .text(name)
        .map(text -> OptionalInt.of(ImageKinds.mode(text)))
        .orElseGet(OptionalInt::empty);
  }
}
