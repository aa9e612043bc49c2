package org.nodecustomize.site.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.site.CertificateItem;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.NamedValue;
import org.nodecustomize.site.Selinux;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** The sections {@code selinux} and {@code trust}. */
final class SecurityFields {
  private static final TextKind MODULE =
      TextKind.free(
          "a policy module of this machine, .pp or .cil",
          (text, at) ->
              text.matches(".*\\.(pp|cil|pp\\.bz2)")
                  ? HostKinds.FILE.check().flaw(text, at)
                  : Optional.of(
                      new TextKind.Flaw(
                          SiteError.BAD_FILE,
                          Complaint.expected("a policy module, .pp or .cil", text)
                              .hint("compile a .te file with: checkmodule, semodule_package"))));

  static final Shape.Section SELINUX =
      Shape.Section.of(
          "SELinux",
          Field.of(
                  "mode",
                  new Shape.Choice(List.of("enforcing", "permissive", "disabled")),
                  "What SELinux does with a violation.")
              .standard("as it is")
              .example("enforcing"),
          Field.of(
                  "booleans",
                  new Shape.Named(NameKinds.BOOLEAN, new Shape.Flag()),
                  "Switches of the policy.")
              .example("{virt_use_nfs: true}"),
          Field.list("modules", MODULE, "Policy modules to install.")
              .example("[files/example/site.cil]"));

  private static final Shape.Section CERTIFICATE =
      Shape.Section.of(
              "a certificate",
              Field.of("name", NameKinds.NAME, "The name of the file in the image.")
                  .standard("that of the source")
                  .example("site-ca.pem"))
          .and(
              List.of(
                  Field.of("content", NameKinds.TEXT, "The certificate itself, in PEM.")
                      .example(
                          "\"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n\""),
                  Field.of("source", HostKinds.FILE, "A file of this machine in PEM.")
                      .example("files/example/site-ca.pem")))
          .where(new Shape.ExactlyOne(List.of("content", "source")))
          .where(new Shape.Needs("content", List.of("name")))
          .or("source")
          .example("name=inline-ca.pem", "content")
          .example("source");

  static final Shape TRUST = new Shape.ListOf(CERTIFICATE);

  private SecurityFields() {}

  static Selinux selinux(Entry entry, Binding binding) {
    entry
        .words("modules")
        .forEach(
            word ->
                binding.claim("SELinux module", module(word.text()), word.spot(), "is installed"));
    List<NamedValue> booleans =
        KernelFields.named(entry, "booleans").stream()
            .map(
                one ->
                    new NamedValue(
                        one.origin(), one.name(), one.value().equals("true") ? "on" : "off"))
            .toList();
    return new Selinux(
        entry
            .word("mode")
            .map(
                word ->
                    new Stated<>(
                        word.spot().origin(),
                        Selinux.Mode.valueOf(word.text().toUpperCase(Locale.ROOT)))),
        booleans,
        entry.words("modules").stream()
            .map(
                word ->
                    new Stated<>(
                        word.spot().origin(), HostKinds.resolve(word.text(), word.spot().place())))
            .toList());
  }

  /** What semodule(8) calls the module of a file. */
  private static String module(String file) {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(pp|cil|pp\\.bz2)$", "");
  }

  static List<CertificateItem> trust(List<Entry> entries, Binding binding) {
    List<CertificateItem> items = new ArrayList<>();
    for (Entry entry : entries) {
      Optional<ContentSource> source = ContentFields.bind(entry, binding);
      source.ifPresent(
          one -> {
            check(entry, one);
            String name = entry.text("name").orElseGet(() -> fileName(one));
            binding.claim(
                "path",
                "/etc/pki/ca-trust/source/anchors/" + (name.contains(".") ? name : name + ".pem"),
                entry.spot(entry.has("name") ? "name" : "source"),
                "is written");
            items.add(new CertificateItem(entry.origin(), name, one));
          });
    }
    return items;
  }

  private static String fileName(ContentSource source) {
    Path name = source instanceof ContentSource.HostFile file ? file.path().getFileName() : null;
    return name == null ? "site-ca.pem" : name.toString();
  }

  private static void check(Entry entry, ContentSource source) {
    String text = ContentFields.text(source).orElse("");
    String key = entry.has("source") ? "source" : "content";
    if (text.contains("PRIVATE KEY-----")) {
      entry.fault(
          key, SiteError.SECRET, Complaint.of("holds a private key", "give the certificate alone"));
    } else if (!text.contains("-----BEGIN CERTIFICATE-----")
        && !text.contains("-----BEGIN TRUSTED CERTIFICATE-----")) {
      entry.fault(
          key,
          SiteError.BAD_KEY,
          Complaint.of(
              "not a certificate in PEM",
              "convert it with: openssl x509 -inform DER -in FILE -out FILE.pem"));
    }
  }
}
