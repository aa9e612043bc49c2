package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.KeyfileItem;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.Site;

/** The recipes that people begin with: each is read, and wishes what its comments promise. */
final class CustomizationsTest {
  private static final Path RECIPES = Path.of("customizations");

  @TempDir private Path packages;

  @BeforeEach
  void makePackages() throws IOException {
    Files.writeString(packages.resolve("driver-1.rpm"), "");
    Files.writeString(packages.resolve("key"), "");
  }

  private static Site read(String name, Map<String, String> settings) {
    return SiteReader.read(RECIPES.resolve(name), settings);
  }

  private static String text(ContentSource source) {
    return ContentFields.text(source).orElseThrow();
  }

  @Test
  void eachOfThemIsHere() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      Set<String> names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".yaml"))
              .collect(Collectors.toSet());
      assertEquals(
          Set.of(
              "example.yaml",
              "driver-rpm.yaml",
              "monitoring-agent.yaml",
              "ca-ntp-syslog.yaml",
              "storage-network.yaml",
              "hardened-ssh-sudo.yaml",
              "vendor-presets.yaml"),
          names);
    }
  }

  @Test
  void editorsFindTheSchemaOfEach() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
        assertTrue(
            Files.readString(file).startsWith("# yaml-language-server: $schema=site.schema.json\n"),
            file.toString());
      }
    }
  }

  @Test
  void theDriverIsInstalledLoadedAndInTheInitramfs() {
    Site site =
        read("driver-rpm.yaml", Map.of("driver", packages + "/driver-*.rpm", "module", "mydriver"));

    assertEquals(
        new PackageInstall.Files(
            packages + "/driver-*.rpm", List.of(packages.resolve("driver-1.rpm"))),
        site.packages().install().get(0).selection());
    assertEquals("mydriver", site.kernel().load().get(0).value());
    FileItem snippet = site.files().files().get(0);
    assertEquals("/etc/dracut.conf.d/90-site-driver.conf", snippet.path());
    assertEquals("add_drivers+=\" mydriver \"\n", text(snippet.source()));
    assertEquals("driver", site.release().orElseThrow().suffix().orElseThrow());
  }

  @Test
  void theAgentKnowsItsSite() {
    Site site =
        read(
            "monitoring-agent.yaml",
            Map.of("agent", packages + "/*.rpm", "key", packages + "/key", "site", "bonn"));

    assertTrue(text(site.files().files().get(0).source()).contains("\nsite = bonn\n"));
    assertEquals("nc-demo-agent.service", site.services().enabled().get(0).value());
    assertEquals("/var/lib/nc-demo-agent", site.tmpfiles().get(0).path());
    assertEquals(List.of("nc-demo-*"), site.repositories().get(0).includepkgs());
  }

  @Test
  void theSiteHasOneAuthorityClockAndLogHost() {
    Site site = read("ca-ntp-syslog.yaml", Map.of("loghost", "log.bonn"));

    assertEquals("site-root-ca.pem", site.trust().get(0).name());
    assertEquals(
        List.of("ntp1.example.org", "ntp2.example.org"),
        site.settings().ntp().orElseThrow().servers());
    FileItem forward = site.files().files().get(0);
    assertEquals("/etc/rsyslog.d/90-site-forward.conf", forward.path());
    assertTrue(text(forward.source()).contains("target=\"log.bonn\""));
  }

  @Test
  void theStorageNetworkIsOneOfAnyNode() {
    Site site = read("storage-network.yaml", Map.of("vlan", "42"));

    assertEquals(
        List.of("storage-bond", "storage-port1", "storage-port2", "storage-vlan"),
        site.network().keyfiles().stream().map(KeyfileItem::name).toList());
    for (KeyfileItem keyfile : site.network().keyfiles()) {
      String text = text(keyfile.source());
      assertTrue(!text.contains("uuid=") && !text.contains("mac-address="), text);
    }
    assertTrue(text(site.network().keyfiles().get(3).source()).contains("\nid=42\n"));
  }

  @Test
  void operatorsHaveKeysAndSudoAndNobodyHasAPassword() {
    Site site = read("hardened-ssh-sudo.yaml", Map.of());

    assertEquals(2, site.accounts().users().size());
    site.accounts()
        .users()
        .forEach(
            user -> assertEquals("Locked[]", user.password().map(Object::toString).orElse("none")));
    assertEquals(List.of("ALL"), site.accounts().sudo().get(0).commands());
    assertEquals("/etc/ssh/authorized_keys.d/operator1", site.files().files().get(0).path());
    FileItem sshd = site.files().files().get(1);
    assertEquals("/etc/ssh/sshd_config.d/01-hardening.conf", sshd.path());
    assertEquals(0600, sshd.mode());
  }

  @Test
  void presetsStandBelowEtcAndAreMarkedSo() {
    Site site = read("vendor-presets.yaml", Map.of("unit", "imgbase-setup"));

    FileItem preset = site.files().files().get(0);
    assertEquals("/etc/example-product.conf", preset.path());
    assertEquals(Intent.PRESET, preset.intent());
    assertEquals("imgbase-setup.service", site.services().dropIns().get(0).unit());
    assertEquals("50-limits", site.services().dropIns().get(0).name());
  }
}
