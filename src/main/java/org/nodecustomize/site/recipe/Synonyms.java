package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keys as other tools call them. */
final class Synonyms {
  private static final Map<String, List<String>> OURS =
      Map.ofEntries(
          Map.entry("dest", List.of("path")),
          Map.entry("destination", List.of("path")),
          Map.entry("name", List.of("id", "path")),
          Map.entry("file", List.of("path", "source")),
          Map.entry("src", List.of("source")),
          Map.entry("data", List.of("content")),
          Map.entry("text", List.of("content")),
          Map.entry("contents", List.of("content")),
          Map.entry("permissions", List.of("mode")),
          Map.entry("permission", List.of("mode")),
          Map.entry("perms", List.of("mode")),
          Map.entry("user", List.of("owner", "users", "name")),
          Map.entry("append", List.of("arguments", "line")),
          Map.entry("cmdline", List.of("arguments")),
          Map.entry("extracommandline", List.of("arguments")),
          Map.entry("key", List.of("sshKeys", "gpgkeys", "keys")),
          Map.entry("sshpublickeys", List.of("sshKeys")),
          Map.entry("authorized_keys", List.of("sshKeys")),
          Map.entry("ssh_authorized_keys", List.of("sshKeys")),
          Map.entry("secondarygroups", List.of("groups")),
          Map.entry("primarygroup", List.of("group")),
          Map.entry("startupcommand", List.of("shell")),
          Map.entry("gecos", List.of("comment")),
          Map.entry("enable", List.of("enabled")),
          Map.entry("disable", List.of("disabled")),
          Map.entry("mask", List.of("masked")),
          Map.entry("baseurl", List.of("baseurls")),
          Map.entry("gpgkey", List.of("gpgkeys")),
          Map.entry("blacklist", List.of("deny")),
          Map.entry("timeservers", List.of("servers")),
          Map.entry("ntpservers", List.of("servers", "ntp")),
          Map.entry("languages", List.of("locale")),
          Map.entry("keyboard", List.of("keymap")),
          Map.entry("cacerts", List.of("trust")),
          Map.entry("additionalfiles", List.of("files")),
          Map.entry("additionaldirs", List.of("trees")),
          Map.entry("postcustomization", List.of("offline")),
          Map.entry("run", List.of("offline", "content", "scripts")),
          Map.entry("nvr", List.of("release")),
          Map.entry("uses", List.of("include")),
          Map.entry("includes", List.of("include")),
          Map.entry("imports", List.of("include")),
          Map.entry("variables", List.of("vars")));

  private Synonyms() {}

  /** What the word is called here, of the names that are possible. */
  static Optional<String> of(String word, List<String> names) {
    return OURS.getOrDefault(word.toLowerCase(Locale.ROOT), List.of()).stream()
        .filter(names::contains)
        .findFirst();
  }
}
