package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * A connection profile of NetworkManager, as a keyfile (nm-settings-keyfile(5)) of mode 0600: others
 * are ignored. Where no uuid is given, it is made from the name, so that it is the same in every
 * image.
 *
 * @param name of file and connection
 * @param sections keys and values by section, for instance {@code connection}, {@code ipv4}
 */
public record NetworkConnection(
    Origin origin, String name, Map<String, Map<String, String>> sections)
    implements TreeOperation {
  private static final String DIRECTORY = "/etc/NetworkManager/system-connections";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}");

  /** The name space of our uuids; made once, at random. */
  private static final UUID SPACE = UUID.fromString("0f3c1f6e-6a0e-4e0d-9a7e-6f1f0b6f2c55");

  /** First the sections that a person looks for. */
  private static final List<String> ORDER = List.of("connection", "ethernet", "ipv4", "ipv6");

  /** Keys whose values are for nobody's eyes; the image is published. */
  private static final Set<String> SECRETS =
      Set.of("psk", "password", "leap-password", "private-key-password", "private-key", "wep-key0");

  public NetworkConnection {
    Map<String, Map<String, String>> copy = new TreeMap<>();
    sections.forEach((section, keys) -> copy.put(section, Map.copyOf(keys)));
    sections = Map.copyOf(copy);
  }

  /**
   * A connection that is given as the text of a keyfile; comments and order are not kept.
   *
   * @throws OperationException if the text is none
   */
  public static NetworkConnection ofText(Origin origin, String name, String text) {
    IniText ini = IniText.parse(text);
    Wrong.check(ini.faults().stream().map(origin::problem).toList());
    Map<String, Map<String, String>> sections = new TreeMap<>();
    ini.sections().forEach(section -> sections.put(section, new TreeMap<>()));
    for (IniText.Entry entry : ini.entries()) {
      sections
          .computeIfAbsent(entry.section(), any -> new TreeMap<>())
          .put(entry.key(), entry.value());
    }
    return new NetworkConnection(origin, name, sections);
  }

  @Override
  public String title() {
    return "add network connection " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    if (!NAME.matcher(name).matches() || name.endsWith(".nmconnection")) {
      throw Wrong.wish(
          origin,
          "not the name of a connection: \"" + name + "\"",
          "letters, digits and _.:- without the suffix .nmconnection");
    }
    Map<String, Map<String, String>> all = completed();
    Wrong.check(new ConnectionChecks(origin, name).problems(all));
    Edits edits = new Edits(tree);
    if (!edits.isDirectory("/etc/NetworkManager")) {
      throw Wrong.wish(
          origin,
          "the image has no NetworkManager: there is no /etc/NetworkManager",
          "install the package NetworkManager");
    }
    refuseTwin(edits, all);
    edits.file(DIRECTORY + "/" + name + ".nmconnection", text(all), 0600);
    if (all.values().stream().anyMatch(keys -> keys.containsKey("mac-address"))) {
      events.warning(
          "%s: mac-address ties connection \"%s\" to one machine; the image is for many [NC311]"
              .formatted(origin, name));
    }
    all.forEach(
        (section, keys) ->
            keys.keySet().stream()
                .filter(SECRETS::contains)
                .sorted()
                .forEach(
                    key ->
                        events.warning(
                            "%s: %s.%s of connection \"%s\" can be read by everybody who has the image [NC312]"
                                .formatted(origin, section, key, name))));
  }

  private Map<String, Map<String, String>> completed() {
    Map<String, Map<String, String>> all = new TreeMap<>();
    sections.forEach((section, keys) -> all.put(section, new TreeMap<>(keys)));
    Map<String, String> connection = all.computeIfAbsent("connection", any -> new TreeMap<>());
    connection.putIfAbsent("id", name);
    connection.putIfAbsent("uuid", NameUuid.of(SPACE, name).toString());
    return all;
  }

  /** Two profiles with one uuid are one to NetworkManager. */
  private void refuseTwin(Edits edits, Map<String, Map<String, String>> all) {
    String uuid = all.getOrDefault("connection", Map.of()).getOrDefault("uuid", "");
    for (String file : edits.list(DIRECTORY)) {
      Optional<String> other =
          edits
              .text(DIRECTORY + "/" + file)
              .flatMap(text -> IniText.parse(text).value("connection", "uuid"));
      if (!file.equals(name + ".nmconnection") && other.equals(Optional.of(uuid))) {
        throw Wrong.wish(
            origin,
            "connection \"%s\" has the uuid of %s/%s".formatted(name, DIRECTORY, file),
            "leave connection.uuid out");
      }
    }
  }

  private static String text(Map<String, Map<String, String>> sections) {
    List<String> names = new ArrayList<>(ORDER);
    names.retainAll(sections.keySet());
    sections.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    StringBuilder text = new StringBuilder(OwnFile.HEADER + "\n");
    for (String section : names) {
      text.append(section.equals(names.get(0)) ? "" : "\n")
          .append('[')
          .append(section)
          .append("]\n");
      Map<String, String> keys = sections.getOrDefault(section, Map.of());
      if (section.equals("connection")) {
        for (String first : List.of("id", "uuid", "type")) {
          Optional.ofNullable(keys.get(first)).ifPresent(value -> line(text, first, value));
        }
      }
      keys.forEach(
          (key, value) -> {
            if (!section.equals("connection") || !Set.of("id", "uuid", "type").contains(key)) {
              line(text, key, value);
            }
          });
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append('=').append(value).append('\n');
  }
}
