package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Zones of firewalld, offline: /etc/firewalld/zones/NAME.xml, made from the zone that is in effect
 * (firewalld.zone(5)), and DefaultZone of firewalld.conf(5). firewalld has no snippets of zones.
 *
 * @param defaultZone empty where it stays as it is
 */
public record Firewall(Origin origin, Optional<String> defaultZone, List<FirewallZone> zones)
    implements TreeOperation {
  private static final String ETC = "/etc/firewalld";
  private static final String USR = "/usr/lib/firewalld";
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,16}");
  private static final Pattern DEFAULT =
      Pattern.compile("\\s*DefaultZone\\s*=\\s*([A-Za-z0-9_-]+)\\s*");
  private static final Pattern PORT =
      Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?/(tcp|udp|sctp|dccp)");
  private static final Pattern HARDWARE = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
  private static final Set<String> TARGETS =
      new TreeSet<>(Set.of("ACCEPT", "DROP", "%%REJECT%%", "default"));
  private static final Pattern DEVICE = Pattern.compile("[^\\s/:]{1,15}");

  public Firewall {
    zones = List.copyOf(zones);
  }

  @Override
  public String title() {
    return "configure the firewall";
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    if (!edits.isDirectory(USR + "/zones")) {
      throw Wrong.wish(
          origin,
          "the image has no firewalld: there is no " + USR + "/zones",
          "install the package firewalld");
    }
    check(edits);
    for (FirewallZone zone : zones) {
      change(edits, zone);
    }
    defaultZone.ifPresent(
        name ->
            edits.edit(
                ETC + "/firewalld.conf",
                KeyLines.set(edits.lines(ETC + "/firewalld.conf"), "DefaultZone", name)));
    events.notice(
        "%s: a firewall directive of the kickstart is applied after this: leave it out, or say firewall --use-system-defaults"
            .formatted(origin));
  }

  /** The zone of what is in no other; firewalld's own default is public. */
  private String defaultZone(Edits edits) {
    return defaultZone.orElseGet(
        () ->
            edits.lines(ETC + "/firewalld.conf").stream()
                .map(DEFAULT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .reduce((first, second) -> second)
                .orElse("public"));
  }

  private void change(Edits edits, FirewallZone zone) {
    String name = zone.name().orElseGet(() -> defaultZone(edits));
    String file = "/zones/" + name + ".xml";
    Optional<String> there = edits.text(ETC + file).or(() -> edits.text(USR + file));
    ZoneXml xml =
        there.map(text -> ZoneXml.parse(origin, name, text)).orElseGet(() -> ZoneXml.empty(name));
    boolean changed = zone.target().filter(xml::target).isPresent();
    for (String service : zone.removedServices()) {
      changed |= xml.remove("service", attributes("name", service));
    }
    for (String device : zone.interfaces()) {
      changed |= xml.add("interface", attributes("name", device));
    }
    for (String source : zone.sources()) {
      changed |=
          xml.add(
              "source", attributes(HARDWARE.matcher(source).matches() ? "mac" : "address", source));
    }
    for (String service : zone.services()) {
      changed |= xml.add("service", attributes("name", service));
    }
    for (String port : zone.ports()) {
      Map<String, String> attributes = attributes("port", port.substring(0, port.indexOf('/')));
      attributes.put("protocol", port.substring(port.indexOf('/') + 1));
      changed |= xml.add("port", attributes);
    }
    if (changed || there.isEmpty()) {
      edits.file(ETC + file, xml.text(), 0644);
    }
  }

  private static Map<String, String> attributes(String name, String value) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(name, value);
    return attributes;
  }

  private static Set<String> names(Edits edits, String kind) {
    Set<String> names = new TreeSet<>();
    for (String top : List.of(USR, ETC)) {
      edits.list(top + "/" + kind).stream()
          .filter(name -> name.endsWith(".xml"))
          .forEach(name -> names.add(name.substring(0, name.length() - 4)));
    }
    return names;
  }

  private void check(Edits edits) {
    List<Problem> problems = new ArrayList<>();
    Set<String> services = names(edits, "services");
    Set<String> known = names(edits, "zones");
    for (FirewallZone zone : zones) {
      String name = zone.name().orElseGet(() -> defaultZone(edits));
      if (!ZONE.matcher(name).matches()) {
        problems.add(
            origin
                .problem("not the name of a firewall zone: \"" + name + "\"")
                .withHint("up to 17 letters, digits, _ and -"));
      }
      zone.name().ifPresent(known::add);
      zone.target()
          .filter(target -> !TARGETS.contains(target))
          .ifPresent(
              target ->
                  problems.add(
                      origin.problem(
                          "expected one of %s but was \"%s\""
                              .formatted(String.join(", ", TARGETS), target))));
      for (String service : zone.services()) {
        if (!services.contains(service)) {
          problems.add(
              origin
                  .problem("no firewall service \"" + service + "\" in the image")
                  .withHint(
                      NearName.of(service, services)
                          .map(near -> "did you mean \"" + near + "\"?")
                          .orElse("name its ports instead, for instance 8080/tcp")));
        }
      }
      zone.ports().stream()
          .filter(port -> !isPort(port))
          .forEach(
              port ->
                  problems.add(
                      origin
                          .problem("not a port: \"" + port + "\"")
                          .withHint("for instance 8080/tcp or 5900-5930/udp")));
      zone.sources().stream()
          .filter(
              source ->
                  !HARDWARE.matcher(source).matches()
                      && !IpAddress.isNetwork(source, false)
                      && !IpAddress.isNetwork(source, true))
          .forEach(
              source ->
                  problems.add(
                      origin
                          .problem("not a source: \"" + source + "\"")
                          .withHint("for instance 192.0.2.0/24")));
      zone.interfaces().stream()
          .filter(device -> !DEVICE.matcher(device).matches())
          .forEach(device -> problems.add(origin.problem("not an interface: \"" + device + "\"")));
    }
    defaultZone
        .filter(name -> !known.contains(name))
        .ifPresent(
            name ->
                problems.add(
                    origin
                        .problem("no firewall zone \"" + name + "\" in the image")
                        .withHint(
                            NearName.of(name, known)
                                .map(near -> "did you mean \"" + near + "\"?")
                                .orElse("expected one of " + String.join(", ", known)))));
    Wrong.check(problems);
  }

  private static boolean isPort(String text) {
    Matcher matcher = PORT.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    return first >= 1 && first <= last && last <= 65535;
  }
}
