package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;

/**
 * What the keys of a connection profile must look like, as far as a connection without them fails to
 * load or to come up; see nm-settings-keyfile(5).
 */
final class ConnectionChecks {
  private static final Pattern SECTION = Pattern.compile("[a-z0-9][a-z0-9-]*|wireguard-peer\\..+");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
  private static final Pattern ADDRESS_KEY = Pattern.compile("address(es)?[0-9]*");

  /** IFNAMSIZ less the NUL. */
  private static final int INTERFACE_NAME = 15;

  private static final Set<String> TYPES =
      new TreeSet<>(
          Set.of(
              "802-11-wireless",
              "802-3-ethernet",
              "bond",
              "bridge",
              "dummy",
              "ethernet",
              "generic",
              "gsm",
              "infiniband",
              "ip-tunnel",
              "loopback",
              "macsec",
              "macvlan",
              "ovs-bridge",
              "ovs-interface",
              "ovs-port",
              "team",
              "tun",
              "veth",
              "vlan",
              "vpn",
              "vrf",
              "vxlan",
              "wifi",
              "wireguard"));

  private static final Map<String, Set<String>> METHODS =
      Map.of(
          "ipv4", new TreeSet<>(Set.of("auto", "disabled", "link-local", "manual", "shared")),
          "ipv6",
              new TreeSet<>(
                  Set.of("auto", "dhcp", "disabled", "ignore", "link-local", "manual", "shared")));

  private final Origin origin;
  private final String name;
  private final List<Problem> problems = new ArrayList<>();

  ConnectionChecks(Origin origin, String name) {
    this.origin = origin;
    this.name = name;
  }

  List<Problem> problems(Map<String, Map<String, String>> sections) {
    sections.forEach(this::shape);
    connection(sections.getOrDefault("connection", Map.of()));
    for (String family : new TreeSet<>(METHODS.keySet())) {
      Optional.ofNullable(sections.get(family)).ifPresent(keys -> addresses(family, keys));
    }
    String type = sections.getOrDefault("connection", Map.of()).getOrDefault("type", "");
    if (type.equals("vlan")) {
      Map<String, String> vlan = sections.getOrDefault("vlan", Map.of());
      require("vlan", "parent", vlan);
      require("vlan", "id", vlan);
      Optional.ofNullable(vlan.get("id"))
          .filter(id -> !id.matches("[0-9]{1,4}") || Integer.parseInt(id) > 4094)
          .ifPresent(
              id -> wrong("vlan.id", "expected a number from 0 to 4094 but was \"" + id + "\""));
    }
    return List.copyOf(problems);
  }

  private void shape(String section, Map<String, String> keys) {
    if (!SECTION.matcher(section).matches()) {
      wrong("[" + section + "]", "not the name of a section");
    }
    new TreeMap<>(keys)
        .forEach(
            (key, value) -> {
              if (!KEY.matcher(key).matches()) {
                wrong(section + "." + key, "not a key");
              }
              if (value.chars().anyMatch(c -> c < ' ') || !value.equals(value.strip())) {
                wrong(section + "." + key, "expected one line without blanks around it");
              }
            });
  }

  private void connection(Map<String, String> keys) {
    String type = keys.getOrDefault("type", "");
    if (!TYPES.contains(type)) {
      problems.add(
          origin
              .problem(
                  type.isEmpty()
                      ? "connection \"" + name + "\" has no connection.type"
                      : "connection.type of \"" + name + "\": no such type \"" + type + "\"")
              .withHint(
                  NearName.of(type, TYPES)
                      .map(near -> "did you mean \"" + near + "\"?")
                      .orElse("for instance ethernet, bond, vlan or bridge")));
    }
    Optional.ofNullable(keys.get("uuid"))
        .filter(uuid -> !UUID.matcher(uuid).matches())
        .ifPresent(uuid -> wrong("connection.uuid", "not a uuid: \"" + uuid + "\""));
    Optional.ofNullable(keys.get("interface-name"))
        .filter(
            device ->
                device.isEmpty()
                    || device.length() > INTERFACE_NAME
                    || device.matches(".*[\\s/:].*")
                    || device.matches("\\.{1,2}"))
        .ifPresent(
            device ->
                wrong(
                    "connection.interface-name",
                    "expected 1 to 15 characters without blank, / and : but was \""
                        + device
                        + "\""));
  }

  private void addresses(String family, Map<String, String> keys) {
    Set<String> methods = METHODS.getOrDefault(family, Set.of());
    String method = keys.getOrDefault("method", "");
    if (!method.isEmpty() && !methods.contains(method)) {
      wrong(
          family + ".method",
          "expected one of %s but was \"%s\"".formatted(String.join(", ", methods), method));
    }
    boolean any = false;
    for (Map.Entry<String, String> entry : new TreeMap<>(keys).entrySet()) {
      if (ADDRESS_KEY.matcher(entry.getKey()).matches()) {
        any = true;
        for (String address : entry.getValue().split(";", -1)) {
          if (!address.isBlank()) {
            address(family, entry.getKey(), address.strip());
          }
        }
      }
    }
    if (method.equals("manual") && !any) {
      wrong(family + ".method", "manual needs an address: " + family + ".address1");
    }
    Optional.ofNullable(keys.get("gateway"))
        .filter(gateway -> !IpAddress.isAddress(gateway, family.equals("ipv6")))
        .ifPresent(gateway -> wrong(family + ".gateway", "not an address: \"" + gateway + "\""));
  }

  /** {@code ADDRESS/PREFIX[,GATEWAY]}. */
  private void address(String family, String key, String text) {
    boolean six = family.equals("ipv6");
    String[] parts = text.split(",", -1);
    boolean right =
        parts.length <= 2
            && parts[0].contains("/")
            && IpAddress.isNetwork(parts[0].strip(), six)
            && (parts.length < 2 || IpAddress.isAddress(parts[1].strip(), six));
    if (!right) {
      wrong(
          family + "." + key,
          "expected ADDRESS/PREFIX or ADDRESS/PREFIX,GATEWAY but was \"" + text + "\"");
    }
  }

  private void require(String section, String key, Map<String, String> keys) {
    if (!keys.containsKey(key)) {
      wrong(section + "." + key, "is missing");
    }
  }

  private void wrong(String key, String message) {
    problems.add(origin.problem(key + " of \"" + name + "\": " + message));
  }
}
