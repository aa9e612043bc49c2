package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.SiteException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.EditAction;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.Password;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.UserItem;

final class SiteReaderTest {
  private static final String HEADER = "apiVersion: node-customize/v1\n";

  @TempDir private Path directory;
  private RecipeDirectory files;

  @BeforeEach
  void makeFiles() throws IOException {
    files = new RecipeDirectory(directory);
  }

  private Site read(String recipe, Map<String, String> settings) throws IOException {
    return SiteReader.read(files.write("site.yaml", HEADER + recipe), settings);
  }

  private Site read(String recipe) throws IOException {
    return read(recipe, Map.of());
  }

  private static List<String> values(List<Stated<String>> stated) {
    return stated.stream().map(Stated::value).toList();
  }

  @Test
  void aRecipeOfAVersionAloneWishesNothing() throws IOException {
    Site site = read("");

    assertEquals(Site.NONE.files(), site.files());
    assertEquals(Site.NONE.packages(), site.packages());
    assertEquals(Site.NONE.settings(), site.settings());
    assertEquals(List.of(directory.toRealPath().resolve("site.yaml")), site.provenance().files());
  }

  @Test
  void emptySectionsWishNothing() throws IOException {
    Site site = read("files:\nservices:\n  enabled:\npackages:\n");

    assertEquals(Site.NONE.services(), site.services());
    assertEquals(Site.NONE.files(), site.files());
  }

  @Test
  void aMissingRecipeIsWrongUseOfTheCommandLine() {
    assertEquals(
        "nowhere.yaml: no such file\n",
        Problems.of(
            UsageException.class, () -> SiteReader.read(Path.of("nowhere.yaml"), Map.of())));
  }

  @Test
  void modesAreReadByTheirDigits() throws IOException {
    Site site =
        read(
            """
            files:
              - {path: /etc/a, content: a, mode: 0644}
              - {path: /etc/b, content: a, mode: 644}
              - {path: /etc/c, content: a, mode: "0644"}
              - {path: /etc/d, content: a, mode: 0o644}
              - {path: /etc/e, content: a, mode: "4755"}
              - {path: /etc/f, content: a, mode: "420"}
            """);

    assertEquals(
        List.of(0644, 0644, 0644, 0644, 04755, 0420),
        site.files().files().stream().map(FileItem::mode).toList());
  }

  @Test
  void aFileCarriesWhereItWasWritten() throws IOException {
    Site site = read("files:\n  - path: /etc/a\n    content: a\n");

    FileItem file = site.files().files().get(0);
    assertEquals(directory.resolve("site.yaml") + ":3:5", file.origin().where());
    assertEquals("files[0]", file.origin().key());
    assertEquals(AccountRef.ROOT, file.owner());
    assertEquals(Intent.OVERRIDE, file.intent());
  }

  @Test
  void aSourceThatMayBeRunIsWrittenSo() throws IOException {
    Path script = files.write("files/run.sh", "#!/bin/sh\n");
    assertEquals(true, script.toFile().setExecutable(true));

    Site site =
        read(
            """
            files:
              - {path: /usr/bin/a, source: files/run.sh}
              - {path: /usr/bin/b, source: files/hello.txt}
            """);

    assertEquals(List.of(0755, 0644), site.files().files().stream().map(FileItem::mode).toList());
  }

  @Test
  void aSnippetOfAMainFileGetsThePlaceAndModeThatItsReaderWants() throws IOException {
    Site site =
        read(
            """
            files:
              - {path: /etc/ssh/sshd_config, content: a, intent: snippet, name: hardening}
              - {path: /etc/sudoers, content: a, intent: snippet}
              - {path: /etc/sysctl.conf, content: a, intent: snippet}
              - {path: /etc/site.d/own, content: a, intent: snippet}
            """);

    assertEquals(
        List.of(
            "/etc/ssh/sshd_config.d/01-hardening.conf 600",
            "/etc/sudoers.d/90-site 440",
            "/etc/sysctl.d/90-site.conf 644",
            "/etc/site.d/own 644"),
        site.files().files().stream()
            .map(file -> file.path() + " " + Integer.toOctalString(file.mode()))
            .toList());
  }

  @Test
  void variablesAreFilledInAndDoubledDollarsStay() throws IOException {
    Site site =
        read(
            """
            vars: {site: berlin, mode: 640}
            motd: "${site} $${site} $site $$ ${site}!"
            files:
              - {path: "/etc/${site}", template: files/hello.template, mode: "${mode}"}
            """,
            Map.of("who", "world", "site", "bonn"));

    assertEquals(
        "bonn ${site} $site $$ bonn!",
        ((ContentSource.Text) site.settings().motd().orElseThrow().value()).text());
    FileItem file = site.files().files().get(0);
    assertEquals("/etc/bonn", file.path());
    assertEquals(0640, file.mode());
    assertEquals("hello world\n", ((ContentSource.Template) file.source()).text());
    assertEquals(
        Map.of("who", "world", "site", "bonn", "mode", "640"), site.provenance().variables());
  }

  @Test
  void aVariableWithoutAValueIsGivenFromOutside() throws IOException {
    Site site = read("vars:\n  node:\nhostname: ${node}\n", Map.of("node", "n1"));

    assertEquals("n1", site.settings().hostname().orElseThrow().value());
  }

  @Test
  void includedRecipesComeFirstAndTheIncludingOneWins() throws IOException {
    files.write(
        "base/common.yaml",
        HEADER
            + """
            vars: {ntp: ntp.common}
            timezone: UTC
            locale: C.UTF-8
            packages: {remove: [a], docs: true}
            ntp: {servers: ["${ntp}"]}
            files:
              - {path: /etc/common, source: common.txt}
            """);
    files.write("base/common.txt", "common");
    files.write("other.yaml", HEADER + "include: [base/common.yaml]\npackages: {remove: [b]}\n");

    Site site =
        read(
            """
            include: [base/common.yaml, other.yaml]
            vars: {ntp: ntp.site}
            timezone: Europe/Berlin
            packages: {remove: [c]}
            """);

    assertEquals("Europe/Berlin", site.settings().timezone().orElseThrow().value());
    assertEquals("C.UTF-8", site.settings().locale().orElseThrow().value());
    assertEquals(List.of("a", "b", "c"), values(site.packages().remove()));
    assertEquals(true, site.packages().docs());
    assertEquals(List.of("ntp.site"), site.settings().ntp().orElseThrow().servers());
    assertEquals(
        new ContentSource.HostFile(directory.resolve("base/common.txt"), 6, false),
        site.files().files().get(0).source());
    assertEquals(3, site.provenance().files().size());
  }

  @Test
  void theIncludingRecipeDecidesWhatIncludedOnesDisagreeAbout() throws IOException {
    files.write("a.yaml", HEADER + "timezone: UTC\nselinux: {mode: permissive}\n");
    files.write("b.yaml", HEADER + "timezone: Asia/Tokyo\nselinux: {mode: enforcing}\n");

    Site site =
        read("include: [a.yaml, b.yaml]\ntimezone: Europe/Rome\nselinux: {mode: disabled}\n");

    assertEquals("Europe/Rome", site.settings().timezone().orElseThrow().value());
  }

  @Test
  void packagesAreFilesGlobsOrNames() throws IOException {
    Site site = read("packages:\n  install: [rpms/a-1-1.noarch.rpm, 'rpms/*.rpm', tcpdump]\n");

    Path rpms = directory.resolve("rpms");
    assertEquals(
        List.of(
            new PackageInstall.Files(
                "rpms/a-1-1.noarch.rpm", List.of(rpms.resolve("a-1-1.noarch.rpm"))),
            new PackageInstall.Files(
                "rpms/*.rpm",
                List.of(rpms.resolve("a-1-1.noarch.rpm"), rpms.resolve("b-1-1.noarch.rpm"))),
            new PackageInstall.Named("tcpdump")),
        site.packages().install().stream().map(PackageInstall::selection).toList());
  }

  @Test
  void aUserHasKeysFromFilesAndAPasswordThatIsNotShown() throws IOException {
    String hash = "$6$salt$" + "a".repeat(86);
    Site site =
        read(
            """
            users:
              - name: admin
                uid: 1500
                group: 100
                groups: [wheel]
                password: "%s"
                sshKeys: [files/two.pub, '%s']
              - {name: root, password: locked}
            """
                .formatted(hash, "restrict " + RecipeDirectory.SSH_KEY));

    UserItem admin = site.accounts().users().get(0);
    assertEquals(OptionalLong.of(1500), admin.uid());
    assertEquals(Optional.of(new AccountRef.Numbered(100)), admin.group());
    assertEquals(Optional.of(new Password.Hashed(hash)), admin.password());
    assertFalse(admin.toString().contains(hash), admin.toString());
    assertEquals(3, admin.sshKeys().size());
    assertEquals(Optional.of(new Password.Locked()), site.accounts().users().get(1).password());
  }

  @Test
  void unitsGetTheirSuffix() throws IOException {
    Site site = read("services: {enabled: [sshd, cockpit.socket, 'getty@tty1']}\n");

    assertEquals(
        List.of("sshd.service", "cockpit.socket", "getty@tty1.service"),
        values(site.services().enabled()));
  }

  @Test
  void editsKeepWhatTheyDo() throws IOException {
    Site site =
        read(
            """
            edits:
              - {path: /etc/a, key: Port, value: 22, separator: " "}
              - {path: /etc/a, key: debug, value: "1", section: main}
              - {path: /etc/a, empty: true}
            """);

    assertEquals(
        List.of(
            new EditAction.SetKey("Port", "22", " "),
            new EditAction.SetIniKey("main", "debug", "1"),
            new EditAction.Empty()),
        site.files().edits().stream().map(edit -> edit.action()).toList());
  }

  @Test
  void scriptsAreWordsOrSections() throws IOException {
    Site site =
        read(
            """
            scripts:
              offline:
                - touch /etc/done
                - {name: long, source: files/hello.txt, timeLimit: 2h, arguments: [a]}
              firstboot: [systemctl start x]
            """);

    assertEquals("offline-1", site.scripts().offline().get(0).name());
    assertEquals(Duration.ofMinutes(5), site.scripts().offline().get(0).timeLimit());
    assertEquals("long", site.scripts().offline().get(1).name());
    assertEquals(Duration.ofHours(2), site.scripts().offline().get(1).timeLimit());
  }

  @Test
  void aHundredProblemsAreToldAndTheRestIsCounted() throws IOException {
    files.write("site.yaml", HEADER + "remove:\n" + "  - relative\n".repeat(1500));

    List<Problem> problems =
        assertThrows(
                SiteException.class,
                () -> SiteReader.read(directory.resolve("site.yaml"), Map.of()))
            .problems();

    assertEquals(101, problems.size());
    assertEquals("and 1400 more", problems.get(100).headline());
  }

  @Test
  void wordsAreNotTurnedIntoOtherTypes() throws IOException {
    Site site = read("kernel: {sysctl: {net.core.somaxconn: 0123, kernel.sysrq: no}}\n");

    assertEquals(
        List.of("0123", "no"), site.kernel().sysctl().stream().map(one -> one.value()).toList());
  }
}
