package org.nodecustomize.op.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.EditableTree;

/**
 * A package repository of the installed node: /etc/yum.repos.d/ID.repo, see dnf.conf(5) and
 * yum.conf(5). imgbased turns off every repository of an image whose file does not say {@code #
 * imgbased: set-enabled}.
 *
 * @param options as in the file, for instance {@code baseurl}; {@code enabled} and {@code gpgcheck}
 *     are 1 and {@code name} is the id, where nothing is said
 * @param keys OpenPGP keys by the name of their file below /etc/pki/rpm-gpg; added to {@code gpgkey}
 */
public record HostRepository(
    Origin origin, String id, Map<String, String> options, Map<String, Bytes> keys)
    implements TreeOperation {
  private static final String KEYS = "/etc/pki/rpm-gpg/";
  private static final String REPOSITORIES = "/etc/yum.repos.d";
  private static final String PRIORITIES = "/usr/lib/yum-plugins/priorities.py";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}");
  private static final Pattern OPTION = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern KEY_FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:https?|ftp|file)://\\S+|\\$[A-Za-z]\\S*");
  private static final Pattern CREDENTIALS = Pattern.compile("[a-z]+://[^/@\\s]*:[^/@\\s]*@.*");
  private static final List<String> PLACES = List.of("baseurl", "mirrorlist", "metalink");
  private static final List<String> FIRST =
      List.of("name", "baseurl", "mirrorlist", "metalink", "enabled", "gpgcheck", "gpgkey");
  private static final Set<String> YES = Set.of("1", "yes", "true", "on");

  public HostRepository {
    options = Map.copyOf(options);
    keys = Map.copyOf(keys);
  }

  @Override
  public String title() {
    return "add repository " + id;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Map<String, String> all = completed();
    check(all);
    Edits edits = new Edits(tree);
    refuseTwin(edits);
    refuseOtherKeys(edits);
    boolean yum = isYum(edits);
    if (yum) {
      // dnf has another name for it.
      Optional.ofNullable(all.remove("excludepkgs")).ifPresent(names -> all.put("exclude", names));
    }
    boolean enabled = isYes(all.getOrDefault("enabled", "1"));
    new TreeMap<>(keys)
        .forEach((name, content) -> edits.file(KEYS + name, content.toArray(), 0644));
    edits.file(REPOSITORIES + "/" + id + ".repo", text(all, enabled), 0644);
    tell(all, enabled, events);
    if (yum && all.containsKey("priority") && !edits.exists(PRIORITIES)) {
      events.warning(
          "%s: the image's yum does not look at the priority of repository \"%s\": it lacks the package yum-plugin-priorities"
              .formatted(origin, id));
    }
  }

  /** Whether nodes have yum itself, of which dnf's yum is only another name. */
  private static boolean isYum(Edits edits) {
    return edits.exists("/usr/bin/yum")
        && !edits.exists("/usr/bin/dnf")
        && !edits.exists("/usr/bin/dnf-3");
  }

  private Map<String, String> completed() {
    Map<String, String> all = new TreeMap<>(options);
    all.putIfAbsent("name", id);
    all.putIfAbsent("enabled", "1");
    all.putIfAbsent("gpgcheck", "1");
    List<String> places = new ArrayList<>();
    Optional.ofNullable(all.get("gpgkey")).ifPresent(places::add);
    String given = all.getOrDefault("gpgkey", "");
    new TreeMap<>(keys)
        .keySet().stream()
            .map(name -> "file://" + KEYS + name)
            .filter(place -> !List.of(given.split("[\\s,]+", -1)).contains(place))
            .forEach(places::add);
    if (!places.isEmpty()) {
      all.put("gpgkey", String.join(" ", places));
    }
    return all;
  }

  private String text(Map<String, String> all, boolean enabled) {
    StringBuilder text = new StringBuilder(OwnFile.HEADER + "\n");
    if (enabled) {
      text.append("# imgbased: set-enabled\n");
    }
    text.append('[').append(id).append("]\n");
    Map<String, String> rest = new TreeMap<>(all);
    for (String key : FIRST) {
      Optional.ofNullable(rest.remove(key))
          .ifPresent(value -> text.append(key).append('=').append(value).append('\n'));
    }
    rest.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  private void tell(Map<String, String> all, boolean enabled, Events events) {
    if (!isYes(all.getOrDefault("gpgcheck", "1"))) {
      events.warning(
          "%s: packages of repository \"%s\" are not checked: gpgcheck is off [NC617]"
              .formatted(origin, id));
    }
    if (enabled && !all.containsKey("includepkgs")) {
      events.notice(
          "%s: repository \"%s\" offers all its packages, also those that belong to the image; includepkgs limits it [NC617]"
              .formatted(origin, id));
    }
    for (String key : PLACES) {
      String value = all.getOrDefault(key, "");
      if (value.contains("file://")) {
        events.warning(
            "%s: %s of repository \"%s\" is a path of the node itself: \"%s\" [NC617]"
                .formatted(origin, key, id, value));
      }
      if (CREDENTIALS.matcher(value).matches()) {
        events.warning(
            "%s: the password in %s of repository \"%s\" can be read by everybody who has the image [NC312]"
                .formatted(origin, key, id));
      }
    }
  }

  /** The same id twice makes dnf use one of them and complain. */
  private void refuseTwin(Edits edits) {
    for (String file : edits.list(REPOSITORIES)) {
      boolean other = file.endsWith(".repo") && !file.equals(id + ".repo");
      if (other
          && edits
              .text(REPOSITORIES + "/" + file)
              .filter(text -> IniText.parse(text).sections().contains(id))
              .isPresent()) {
        throw Wrong.wish(
            origin,
            "the image has a repository \"" + id + "\" already: " + REPOSITORIES + "/" + file,
            "choose another id, or remove the file");
      }
    }
  }

  /** A key of the same name that another repository's packages are checked with. */
  private void refuseOtherKeys(Edits edits) {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(keys)
        .forEach(
            (name, content) -> {
              Optional<byte[]> there = edits.tree().read(edits.place(KEYS + name), Edits.LIMIT);
              if (there.filter(bytes -> !Bytes.of(bytes).equals(content)).isPresent()) {
                userOf(edits, name)
                    .ifPresent(
                        file ->
                            problems.add(
                                origin
                                    .problem(
                                        "%s checks packages with another key that is called \"%s\""
                                            .formatted(file, name))
                                    .withHint("give the file of this key another name")));
              }
            });
    Wrong.check(problems);
  }

  private Optional<String> userOf(Edits edits, String key) {
    Pattern use = Pattern.compile(Pattern.quote("file://" + KEYS + key) + "(?![A-Za-z0-9_.-])");
    return edits.list(REPOSITORIES).stream()
        .filter(file -> file.endsWith(".repo") && !file.equals(id + ".repo"))
        .map(file -> REPOSITORIES + "/" + file)
        .filter(file -> edits.text(file).filter(text -> use.matcher(text).find()).isPresent())
        .findFirst();
  }

  private void check(Map<String, String> all) {
    List<Problem> problems = new ArrayList<>();
    if (!ID.matcher(id).matches() || id.equals("main")) {
      problems.add(
          origin
              .problem("not the id of a repository: \"" + id + "\"")
              .withHint("letters, digits and _.:-"));
    }
    all.forEach(
        (key, value) -> {
          if (!OPTION.matcher(key).matches()) {
            problems.add(origin.problem("not an option of a repository: \"" + key + "\""));
          }
          if (value.isBlank() || value.chars().anyMatch(c -> c < ' ')) {
            problems.add(origin.problem("expected one line for \"" + key + "\""));
          }
        });
    if (PLACES.stream().noneMatch(all::containsKey)) {
      problems.add(
          origin
              .problem("repository \"" + id + "\" has no place")
              .withHint("give baseurl, mirrorlist or metalink"));
    }
    for (String key : PLACES) {
      for (String address : all.getOrDefault(key, "").split("[\\s,]+", -1)) {
        if (!address.isEmpty() && !ADDRESS.matcher(address).matches()) {
          problems.add(
              origin
                  .problem("%s of \"%s\": not an address: \"%s\"".formatted(key, id, address))
                  .withHint("for instance https://repo.example.com/el$releasever/"));
        }
      }
    }
    new TreeMap<>(keys)
        .forEach(
            (name, content) -> {
              String start = new String(content.toArray(), StandardCharsets.ISO_8859_1);
              if (!KEY_FILE.matcher(name).matches()) {
                problems.add(origin.problem("not the name of a key file: \"" + name + "\""));
              } else if (start.contains("BEGIN PGP PRIVATE KEY")) {
                problems.add(
                    origin.problem("\"" + name + "\" is a secret key: expected a public key"));
              } else if (!start.contains("-----BEGIN PGP PUBLIC KEY BLOCK-----")) {
                problems.add(
                    origin
                        .problem(
                            "not a key: \"%s\" has no \"BEGIN PGP PUBLIC KEY BLOCK\""
                                .formatted(name))
                        .withHint("export it with armor: gpg --armor --export KEY"));
              }
            });
    if (isYes(all.getOrDefault("gpgcheck", "1")) && !all.containsKey("gpgkey")) {
      problems.add(
          origin
              .problem("repository \"" + id + "\" checks packages, but has no key")
              .withHint("give its keys, or say gpgcheck: 0"));
    }
    Wrong.check(problems);
  }

  private static boolean isYes(String value) {
    return YES.contains(value.toLowerCase(Locale.ROOT));
  }
}
