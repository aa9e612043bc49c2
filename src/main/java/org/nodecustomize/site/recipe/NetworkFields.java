package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.Firewall;
import org.nodecustomize.site.KeyfileItem;
import org.nodecustomize.site.Network;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** The sections {@code network} and {@code firewall}. */
final class NetworkFields {
  private static final Shape.Section KEYFILE =
      Shape.Section.of(
              "a connection",
              Field.of("name", NameKinds.NAME, "The name of the file, without .nmconnection.")
                  .needed()
                  .example("storage0"))
          .and(
              ContentFields.fields(
                  "\"[connection]\\nid=storage0\\ntype=ethernet\\ninterface-name=ens2f0\\n\"",
                  "files/example/storage1.nmconnection",
                  "files/example/storage2.nmconnection"))
          .where(ContentFields.ONE)
          .example("name", "content")
          .example("name=storage1", "source")
          .example("name=storage2", "template");

  static final Shape.Section NETWORK =
      Shape.Section.of(
          "the network",
          Field.list(
              "keyfiles",
              KEYFILE,
              "Connections of NetworkManager, written with mode 0600; leave out uuid and MAC."));

  private static final Shape.Section ZONE =
      Shape.Section.of(
          "a zone",
          Field.of("name", NetworkKinds.ZONE, "Its name.").needed().example("storage"),
          Field.of(
                  "target",
                  new Shape.Choice(List.of("default", "ACCEPT", "DROP", "%%REJECT%%")),
                  "What happens to what no rule lets in.")
              .example("DROP"),
          Field.list("interfaces", NetworkKinds.INTERFACE, "Interfaces that belong to it.")
              .example("[ens2f0]"),
          Field.list("sources", NetworkKinds.NETWORK, "Addresses that belong to it.")
              .example("[10.20.0.0/16]"),
          Field.list("services", NetworkKinds.SERVICE, "Services to let in.").example("[nfs]"),
          Field.list("ports", NetworkKinds.PORT, "Ports to let in.").example("[3260/tcp]"));

  static final Shape.Section FIREWALL =
      Shape.Section.of(
          "the firewall",
          Field.of("defaultZone", NetworkKinds.ZONE, "The zone of what is in no other.")
              .example("public"),
          Field.list("services", NetworkKinds.SERVICE, "Services that the default zone lets in.")
              .example("[cockpit]"),
          Field.list(
                  "removeServices",
                  NetworkKinds.SERVICE,
                  "Services that it does not let in any more.")
              .example("[dhcpv6-client]"),
          Field.list("ports", NetworkKinds.PORT, "Ports that it lets in.")
              .example("[9100/tcp, 5900-6923/tcp]"),
          Field.list("zones", ZONE, "Other zones."));

  private NetworkFields() {}

  static Network bind(Entry network, Entry firewall, Binding binding) {
    List<KeyfileItem> keyfiles = new ArrayList<>();
    for (Entry entry : network.entries("keyfiles")) {
      String name = entry.text("name", "").replaceAll("\\.nmconnection$", "");
      binding.claim(
          "path",
          "/etc/NetworkManager/system-connections/" + name + ".nmconnection",
          entry.spot("name"),
          "is written");
      Optional<ContentSource> source = ContentFields.bind(entry, binding);
      source.ifPresent(
          one -> {
            check(entry, one);
            keyfiles.add(new KeyfileItem(entry.origin(), name, one));
          });
    }
    return new Network(keyfiles, firewall(firewall, binding));
  }

  /** NetworkManager passes over a file that lacks these, and says so only in the node's journal. */
  private static void check(Entry entry, ContentSource source) {
    List<String> lines = ContentFields.text(source).orElse("").lines().map(String::strip).toList();
    List<String> missing = new ArrayList<>();
    if (!lines.contains("[connection]")) {
      missing.add("[connection]");
    }
    if (lines.stream().noneMatch(line -> line.matches("type\\s*=.+"))) {
      missing.add("type=");
    }
    if (!missing.isEmpty()) {
      entry.fault(
          ContentFields.NAMES.stream().filter(entry::has).findFirst().orElse("name"),
          SiteError.BAD_FILE,
          Complaint.of(
              "not a keyfile of NetworkManager: it has no " + String.join(", ", missing),
              "see nm-settings-keyfile(5)"));
    }
  }

  private static Firewall firewall(Entry section, Binding binding) {
    for (Value.Word word : section.words("services")) {
      binding.claim("default zone", word.text(), word.spot(), "is let in");
    }
    for (Value.Word word : section.words("removeServices")) {
      binding.exclude("default zone", word.text(), word.spot(), "is removed, but added");
    }
    List<Firewall.Zone> zones = new ArrayList<>();
    for (Entry zone : section.entries("zones")) {
      String name = zone.text("name", "");
      binding.claim("zone", name, zone.spot("name"), "is a zone");
      zone.words("interfaces")
          .forEach(
              word -> binding.claim("interface", word.text(), word.spot(), "is put into a zone"));
      zones.add(
          new Firewall.Zone(
              zone.origin(),
              name,
              zone.text("target"),
              zone.texts("interfaces"),
              zone.texts("sources"),
              zone.texts("services"),
              zone.texts("ports")));
    }
    return new Firewall(
        section.stated("defaultZone"),
        section.statedTexts("services"),
        section.statedTexts("removeServices"),
        section.statedTexts("ports"),
        zones);
  }
}
