package org.nodecustomize.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.SiteReader;

class SiteInputsTest {
  @TempDir Path directory = Path.of("");

  /** Every path in the records, whatever they are. */
  private static void collect(Object value, Set<Path> paths) throws Exception {
    if (value instanceof Path path) {
      paths.add(path.toAbsolutePath().normalize());
    } else if (value instanceof Iterable<?> some) {
      for (Object one : some) {
        collect(one, paths);
      }
    } else if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        collect(optional.get(), paths);
      }
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        collect(component.getAccessor().invoke(value), paths);
      }
    }
  }

  private void file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x\n");
  }

  @Test
  void everyFileThatARecipeCanNameIsAmongThem() throws Exception {
    for (String name :
        new String[] {
          "a.rpm",
          "repo/b.rpm",
          "key",
          "lock",
          "source",
          "template",
          "tree/x",
          "m.pp",
          "ca.pem",
          "script",
          "first",
          "node.key",
          "drop",
          "keyfile",
          "motd",
          "repo.key"
        }) {
      file(name);
    }
    Files.writeString(
        directory.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    Files.writeString(directory.resolve("keyfile"), "[connection]\nid=eth0\ntype=ethernet\n");
    Path recipe =
        Files.writeString(
            directory.resolve("site.yaml"),
            """
            apiVersion: node-customize/v1
            packages:
              install: [a.rpm]
              repos:
                - id: local
                  directory: repo
                  keys: [repo.key]
              keys: [key]
              lock: lock
            files:
              - path: /etc/a
                source: source
              - path: /etc/b
                template: template
            trees:
              - path: /opt/tree
                source: tree
            selinux:
              modules: [m.pp]
            trust: [ca.pem]
            scripts:
              offline:
                - name: one
                  source: script
              firstboot:
                - name: two
                  source: first
            repositories:
              - id: site
                baseurls: [https://example.org/]
                gpgkeys: [node.key]
            services:
              dropIns:
                - unit: sshd.service
                  name: x
                  source: drop
            network:
              keyfiles:
                - name: eth0
                  source: keyfile
            motd:
              source: motd
            """);
    Site site = SiteReader.read(recipe, Map.of());
    Set<Path> expected = new TreeSet<>();
    collect(site, expected);
    assertTrue(expected.size() >= 17, expected::toString);
    assertEquals(expected, new TreeSet<>(SiteInputs.of(site)));
  }
}
