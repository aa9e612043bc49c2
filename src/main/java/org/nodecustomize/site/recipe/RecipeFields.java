package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.site.Accounts;
import org.nodecustomize.site.Files;
import org.nodecustomize.site.Provenance;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;

/** The whole table: all that may be written at the top of a recipe. */
public final class RecipeFields {
  /** The version of the language. */
  public static final String API_VERSION = "node-customize/v1";

  /** The fields of a recipe, in the order in which documents show them. */
  public static final Shape.Section RECIPE =
      Shape.Section.of(
          "a recipe",
          Field.of(
                  "apiVersion",
                  new Shape.Choice(List.of(API_VERSION)),
                  "The version of this language.")
              .needed()
              .example(API_VERSION),
          Field.of("name", NameKinds.LINE, "What the site calls this recipe.").example("example"),
          Field.of("description", NameKinds.TEXT, "What it is for.")
              .example("\"Every key of a recipe, once.\""),
          Field.of(
                  "profile",
                  new Shape.Choice(List.of("imgbased", "ngn", "ostree", "plain")),
                  "Whose rules for pristine copies of /etc the image follows.")
              .standard("what the image looks like")
              .example("imgbased"),
          Field.list("include", NameKinds.LINE, "Recipes that this one builds on.")
              .example("[files/example/included.yaml]"),
          Field.of(
                  "vars",
                  new Shape.Named(NameKinds.VARIABLE, new Shape.Text(NameKinds.TEXT)),
                  "Values for ${name}; --set name=value replaces them, and must give those that have"
                      + " none.")
              .example("{site: berlin, rpms: ../sample-images/build/rpms/el9/demo}"),
          Field.of("packages", PackageFields.SHAPE, "Packages of the image."),
          Field.list("files", FileFields.SHAPE, "Files to write."),
          Field.list("directories", TreeFields.DIRECTORY, "Directories to make."),
          Field.list("trees", TreeFields.TREE, "Directories to copy with all that is in them."),
          Field.list("links", TreeFields.LINK, "Symbolic links to make."),
          Field.list(
                  "remove",
                  ImageKinds.GLOB,
                  "Files and directories to remove, before others are" + " written.")
              .example("[/etc/yum.repos.d/vendor-*.repo]"),
          Field.list("edits", EditFields.SHAPE, "Changes within text files."),
          Field.list(
              "permissions", TreeFields.PERMISSION, "Mode and owner of what is there already."),
          Field.list("users", AccountFields.USER, "Users to add or to change."),
          Field.list("groups", AccountFields.GROUP, "Groups to add or to change."),
          Field.list("sudo", SudoFields.SHAPE, "Who may become root."),
          Field.of("services", ServiceFields.SHAPE, "Units of systemd."),
          Field.of(
              "kernel", KernelFields.SHAPE, "Command line, modules and settings of the kernel."),
          Field.of("initramfs", KernelFields.INITRAMFS, "Whether the initramfs is made anew.")
              .standard("auto: where something that goes into it changed")
              .example("auto"),
          Field.of("network", NetworkFields.NETWORK, "How the node is connected."),
          Field.of(
                  "hostname",
                  NetworkKinds.HOSTNAME,
                  "The name of the node; an installer sets another one.")
              .example("node-template"),
          Field.of("timezone", NameKinds.TIMEZONE, "The time zone.").example("Europe/Berlin"),
          Field.of("locale", NameKinds.LOCALE, "Language and character set.")
              .example("en_US.UTF-8"),
          Field.of("keymap", NameKinds.KEYMAP, "The keyboard of the console.").example("us"),
          Field.of("ntp", SettingsFields.NTP, "Where the time comes from."),
          Field.of("firewall", NetworkFields.FIREWALL, "What firewalld lets in."),
          Field.of("selinux", SecurityFields.SELINUX, "The policy of SELinux."),
          Field.of("trust", SecurityFields.TRUST, "Certificates of authorities to trust."),
          Field.list("repositories", RepositoryFields.SHAPE, "Repositories of the installed node."),
          Field.of("motd", SettingsFields.MOTD, "The message of the day."),
          Field.list("tmpfiles", ScriptFields.TMPFILES, "What systemd makes at every boot.")
              .example("[\"d /var/lib/site 0750 root root -\"]"),
          Field.of("scripts", ScriptFields.SHAPE, "What there is no section for."),
          Field.of("release", ReleaseFields.RELEASE, "What the new image is called."),
          Field.of("checks", ReleaseFields.CHECKS, "How strictly the new image is judged."));

  private RecipeFields() {}

  /** The shape of a field at the top, or of one in a section: {@code packages.install}. */
  static Shape shape(String name) {
    Shape shape = RECIPE;
    for (String part : name.split("\\.", -1)) {
      Field field = shape instanceof Shape.Section section ? section.byName().get(part) : null;
      if (field == null) {
        throw new IllegalArgumentException("no field " + name);
      }
      shape = field.shape();
    }
    return shape;
  }

  /** The shape of an item of such a list. */
  static Shape item(String name) {
    if (shape(name) instanceof Shape.ListOf list) {
      return list.item();
    }
    throw new IllegalArgumentException("not a list: " + name);
  }

  static Site bind(Entry top, Provenance provenance, Binding binding) {
    Files files =
        new Files(
            FileFields.bind(top.entries("files"), binding),
            top.entries("directories").stream()
                .map(entry -> TreeFields.directory(entry, binding))
                .toList(),
            top.entries("trees").stream()
                .flatMap(entry -> TreeFields.tree(entry, binding).stream())
                .toList(),
            top.entries("links").stream().map(entry -> TreeFields.link(entry, binding)).toList(),
            top.words("remove").stream().map(word -> TreeFields.removal(word, binding)).toList(),
            top.entries("edits").stream().map(EditFields::bind).toList(),
            top.entries("permissions").stream()
                .map(entry -> TreeFields.permission(entry, binding))
                .toList());
    Accounts accounts =
        new Accounts(
            top.entries("users").stream().map(entry -> AccountFields.user(entry, binding)).toList(),
            top.entries("groups").stream()
                .map(entry -> AccountFields.group(entry, binding))
                .toList(),
            top.entries("sudo").stream().map(entry -> SudoFields.bind(entry, binding)).toList());
    return new Site(
        provenance,
        top.text("name"),
        profile(top),
        PackageFields.bind(top.section("packages"), binding),
        files,
        accounts,
        ServiceFields.bind(top.section("services"), binding),
        KernelFields.bind(top.section("kernel"), top.word("initramfs"), binding),
        NetworkFields.bind(top.section("network"), top.section("firewall"), binding),
        SettingsFields.bind(top, binding),
        SecurityFields.selinux(top.section("selinux"), binding),
        SecurityFields.trust(top.entries("trust"), binding),
        top.entries("repositories").stream()
            .map(entry -> RepositoryFields.bind(entry, binding))
            .toList(),
        top.words("tmpfiles").stream().map(ScriptFields::tmpfiles).toList(),
        ScriptFields.bind(top.section("scripts"), binding),
        ReleaseFields.release(top),
        ReleaseFields.checks(top.section("checks")));
  }

  private static Optional<Stated<LayoutProfile>> profile(Entry top) {
    return top.word("profile")
        .map(
            word ->
                new Stated<>(
                    word.spot().origin(),
                    LayoutProfile.valueOf(word.text().toUpperCase(Locale.ROOT))));
  }
}
