package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.proc.HostProgram;

/** The recipes of {@code customizations} applied to a sample, and read by other programs than ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecipesOnASample {
  private final Sample sample;
  private Optional<AppliedRecipes> all = Optional.empty();

  RecipesOnASample(Sample sample) {
    this.sample = sample;
  }

  @BeforeAll
  void applyAll() throws Exception {
    all = Optional.of(AppliedRecipes.on(sample));
  }

  @AfterAll
  void remove() {
    all.ifPresent(AppliedRecipes::close);
  }

  AppliedRecipes recipes() {
    return all.orElseThrow();
  }

  Sample sample() {
    return sample;
  }

  private List<String> lines(Recipe recipe, String path) {
    return recipes().file(recipe, path).lines().toList();
  }

  @ParameterizedTest
  @EnumSource
  void itIsDone(Recipe recipe) {
    AppliedRecipes.Applied one = recipes().get(recipe);
    assertEquals(0, one.run().exitCode(), one.run()::err);
    HostTools.run("e2fsck", "-fn", one.inner());
    HostTools.run("unsquashfs", "-q", "-s", one.image());
  }

  @ParameterizedTest
  @EnumSource
  void aSecondTimeChangesNothingAndSaysSo(Recipe recipe) throws Exception {
    AppliedRecipes.Applied one = recipes().get(recipe);
    assertEquals(0, one.again().exitCode(), one.again()::err);
    assertTrue(one.again().out().contains("nothing to do\n"), one.again().out());
    assertTrue(!one.again().err().contains("start the appliance"), one.again().err());
    assertEquals(-1, Files.mismatch(one.image(), recipes().again(recipe)));
  }

  /**
   * The installer writes the time zone; the driver is not signed, the agent's package writes a file
   * that it does not own, and a connection is in the image because the recipe is about that.
   */
  @ParameterizedTest
  @CsvSource({
    "CA_NTP_SYSLOG, NC107 NC120",
    "DRIVER_RPM, NC614",
    "HARDENED_SSH_SUDO, ''",
    "MONITORING_AGENT, NC204",
    "STORAGE_NETWORK, NC311",
    "VENDOR_PRESETS, ''"
  })
  void noRuleFailsAndWarningsAreExplained(Recipe recipe, String warned) throws Exception {
    ProgramRun.Ended ended =
        recipes()
            .program()
            .run(
                "check",
                "--format",
                "json",
                "--fail-on",
                "never",
                "--base",
                sample.image(),
                recipes().get(recipe).image());
    assertEquals(0, ended.exitCode(), ended::err);
    Findings found = Findings.of(ended.out());
    assertEquals("", found.errors(), found::toString);
    assertEquals(warned, found.warnings(), found::toString);
  }

  @ParameterizedTest
  @EnumSource
  void theImagesProgramsFindTheAccountsSound(Recipe recipe) {
    String base = recipes().answerOfBase("accounts");
    List<String> found =
        recipes()
            .answer(recipe, "accounts")
            .lines()
            .filter(line -> !base.contains(line + "\n"))
            .toList();
    assertEquals(List.of(), found);
  }

  @ParameterizedTest
  @EnumSource
  void theImagesRpmFindsItsDatabaseSound(Recipe recipe) {
    assertEquals(
        recipes().answerOfBase("dependencies"), recipes().answer(recipe, "dependencies"));
    List<String> base = recipes().answerOfBase("packages").lines().toList();
    List<String> added =
        recipes()
            .answer(recipe, "packages")
            .lines()
            .filter(line -> !base.contains(line))
            .toList();
    Map<Recipe, List<String>> expected =
        Map.of(
            Recipe.DRIVER_RPM, List.of("nc-caps-1.0-1." + sample.flavour() + ".noarch"),
            Recipe.MONITORING_AGENT, List.of("nc-demo-agent-1.0-1." + sample.flavour() + ".noarch"));
    assertEquals(expected.getOrDefault(recipe, List.of()), added);
  }

  @ParameterizedTest
  @CsvSource({
    "CA_NTP_SYSLOG, /chrony.conf",
    "CA_NTP_SYSLOG, /rsyslog.d/90-site-forward.conf",
    "CA_NTP_SYSLOG, /pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "DRIVER_RPM, /dracut.conf.d/90-site-driver.conf",
    "HARDENED_SSH_SUDO, /passwd",
    "HARDENED_SSH_SUDO, /shadow",
    "HARDENED_SSH_SUDO, /sudoers.d/operators",
    "MONITORING_AGENT, /nc-demo-agent.conf",
    "MONITORING_AGENT, /group",
    "MONITORING_AGENT, /yum.repos.d/acme-monitoring.repo",
    "STORAGE_NETWORK, /NetworkManager/system-connections/storage-bond.nmconnection",
    "VENDOR_PRESETS, /example-product.conf",
    "VENDOR_PRESETS, /systemd/journald.conf.d/90-limits.conf"
  })
  void thePristineCopyIsTheSame(Recipe recipe, String path) {
    String copy = "/usr/share/factory/etc" + path;
    assertEquals(recipes().file(recipe, "/etc" + path), recipes().file(recipe, copy));
    assertEquals(placed(recipe, "/etc" + path), placed(recipe, copy));
  }

  private String placed(Recipe recipe, String path) {
    return recipes()
        .stat(recipe, path)
        .lines()
        .filter(line -> line.contains("Mode:") || line.startsWith("User:"))
        .map(line -> line.replaceAll("Inode: [0-9]+ ", "").replaceAll("Generation: [0-9]+ ", ""))
        .map(line -> line.replaceAll(" (Version|Flags|Project|Size): *\\S+", ""))
        .reduce("", (one, other) -> one + other + "\n");
  }

  @Test
  void theSiteAuthorityIsTrusted() throws Exception {
    assertEquals("1\n", recipes().answer(Recipe.CA_NTP_SYSLOG, "authority"));
    Path bundle = recipes().program().workDirectories().resolveSibling("bundle.pem");
    Files.writeString(
        bundle,
        recipes().file(Recipe.CA_NTP_SYSLOG, "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"));
    if (HostProgram.find("openssl").isPresent()) {
      HostTools.run(
          "openssl", "verify", "-CAfile", bundle, "customizations/files/ca/site-root-ca.pem");
    }
  }

  @Test
  void clockAndLogHostAreTheSites() {
    List<String> chrony = lines(Recipe.CA_NTP_SYSLOG, "/etc/chrony.conf");
    assertEquals(
        List.of("server ntp1.example.org iburst", "server ntp2.example.org iburst"),
        chrony.stream().filter(line -> line.startsWith("server ")).toList());
    assertTrue(chrony.contains("driftfile /var/lib/chrony/drift"), chrony.toString());
    assertEquals("CET\n", recipes().answer(Recipe.CA_NTP_SYSLOG, "zone"));
    assertTrue(
        recipes()
            .file(Recipe.CA_NTP_SYSLOG, "/etc/rsyslog.d/90-site-forward.conf")
            .contains("target=\"log.example.org\""));
  }

  @Test
  void theDriverComesAndIsLoadedAtBoot() {
    String expected =
        sample == Sample.CENTOS7
            ? "/usr/bin/nc-caps-raw = cap_net_raw+p\n"
            : "/usr/bin/nc-caps-raw cap_net_raw=p\n";
    assertEquals(expected, recipes().answer(Recipe.DRIVER_RPM, "nc-caps"));
    assertTrue(
        lines(Recipe.DRIVER_RPM, "/usr/lib/modules-load.d/50-node-customize.conf")
            .contains("loop"));
  }

  @Test
  void operatorsComeWithKeysAndBecomeRootBySudo() throws Exception {
    assertEquals(
        "uid=1501(operator1) gid=1500(operators) groups=1500(operators)\n"
            + "d /home/operator1 0700 operator1 operators -\n",
        recipes().answer(Recipe.HARDENED_SSH_SUDO, "operator"));
    Path rules = Files.createDirectories(recipes().program().workDirectories());
    Path file = Files.writeString(
        rules.resolveSibling("sudoers"), recipes().file(Recipe.HARDENED_SSH_SUDO, "/etc/sudoers.d/operators"));
    assertTrue(
        Files.readString(file).contains("%operators ALL=(ALL) NOPASSWD: ALL"),
        Files.readString(file));
    assertTrue(recipes().stat(Recipe.HARDENED_SSH_SUDO, "/etc/sudoers.d/operators").contains("Mode: 0440"));
    if (HostProgram.find("visudo").isPresent()) {
      HostTools.run("visudo", "-c", "-f", file);
    }
  }

  @Test
  void theAgentRunsAsItsOwnUserAndIsWanted() {
    assertEquals(
        "S.5....T.  c /etc/nc-demo-agent.conf\n",
        recipes().answer(Recipe.MONITORING_AGENT, "nc-demo-agent"));
    assertEquals("", recipes().answer(Recipe.MONITORING_AGENT, "units"));
    assertTrue(
        recipes()
            .stat(
                Recipe.MONITORING_AGENT,
                "/usr/lib/systemd/system/multi-user.target.wants/nc-demo-agent.service")
            .contains("Fast link dest: \"../nc-demo-agent.service\""));
    assertTrue(
        recipes().answer(Recipe.MONITORING_AGENT, "repositories").contains("acme-monitoring"));
    assertTrue(
        lines(Recipe.MONITORING_AGENT, "/etc/nc-demo-agent.conf").contains("site = berlin"));
  }

  @Test
  void theStorageNetworkIsReadAndForRootAlone() {
    assertEquals(
        """
        storage-bond 600 bond 36
        storage-port1 600 ethernet 36
        storage-port2 600 ethernet 36
        storage-vlan 600 vlan 36
        """
            .replace("600", Integer.toOctalString(0600)),
        recipes().answer(Recipe.STORAGE_NETWORK, "keyfiles"));
  }

  @Test
  void presetsAreInEffect() {
    assertTrue(
        lines(Recipe.VENDOR_PRESETS, "/etc/example-product.conf").contains("product = Example Node"));
    assertTrue(
        lines(Recipe.VENDOR_PRESETS, "/usr/lib/systemd/system/sshd.service.d/50-limits.conf")
            .contains("LimitNOFILE=65536"));
  }
}
