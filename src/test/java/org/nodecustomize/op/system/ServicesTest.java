package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private static final String UNITS = "/usr/lib/systemd/system/";

  private final SmallTree tree =
      new SmallTree()
          .with(
              UNITS + "chronyd.service",
              """
              [Unit]
              Description=NTP client
              [Service]
              ExecStart=/usr/sbin/chronyd
              [Install]
              WantedBy=multi-user.target
              """)
          .with(UNITS + "sshd.service", "[Install]\nWantedBy=multi-user.target\n")
          .with(UNITS + "static.service", "[Service]\nExecStart=/bin/true\n")
          .with(
              UNITS + "getty@.service", "[Install]\nWantedBy=getty.target\nDefaultInstance=tty1\n")
          .with(UNITS + "port@.service", "[Install]\nRequiredBy=ports-%i.target\n")
          .with(
              UNITS + "agent.service",
              """
              [Install]
              WantedBy=multi-user.target \\
               graphical.target
              Alias=monitor.service
              Also=agent.socket gone.service
              """)
          .with(UNITS + "agent.socket", "[Install]\nWantedBy=sockets.target\n")
          .with("/etc/systemd/system/local.service", "[Install]\nWantedBy=multi-user.target\n")
          .with("/usr/lib/systemd/system-preset/99-default-disable.preset", "disable *\n");

  @Test
  void anEnabledUnitGetsALinkBelowUsrAndAPreset() {
    assertEquals(
        """
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable chronyd.service
        + /usr/lib/systemd/system/multi-user.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/multi-user.target.wants/chronyd.service -> ../chronyd.service
        """,
        Applied.to(tree, new EnableUnit(HERE, "chronyd")));
  }

  @Test
  void aliasesAndUnitsNamedByAlsoComeAlong() {
    assertEquals(
        """
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable agent.service
            enable agent.socket
        + /usr/lib/systemd/system/graphical.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/graphical.target.wants/agent.service -> ../agent.service
        + /usr/lib/systemd/system/monitor.service -> agent.service
        + /usr/lib/systemd/system/multi-user.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/multi-user.target.wants/agent.service -> ../agent.service
        + /usr/lib/systemd/system/sockets.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/sockets.target.wants/agent.socket -> ../agent.socket
        """,
        Applied.to(tree, new EnableUnit(HERE, "agent.service")));
  }

  @Test
  void instancesOfTemplatesAreEnabled() {
    assertEquals(
        """
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable getty@tty1.service
            enable port@80.service
        + /usr/lib/systemd/system/getty.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/getty.target.wants/getty@tty1.service -> ../getty@.service
        + /usr/lib/systemd/system/ports-80.target.requires/ 0755 0:0
        + /usr/lib/systemd/system/ports-80.target.requires/port@80.service -> ../port@.service
        """,
        Applied.to(tree, new EnableUnit(HERE, "getty@.service"), new EnableUnit(HERE, "port@80")));
  }

  @Test
  void aTemplateWithoutDefaultInstanceIsRefused() {
    assertEquals(
        """
        site.yaml:3:5: key: "port@.service" is a template without a default instance
        hint: name an instance, for instance port@NAME.service
        """,
        Applied.refused(tree, new EnableUnit(HERE, "port@")));
  }

  @Test
  void whatAlsoNamesStaysAsItIsWhereItIsWishedOtherwiseOrMasked() {
    assertEquals(
        """
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            disable agent.service
            enable agent.socket
        + /usr/lib/systemd/system/sockets.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/sockets.target.wants/agent.socket -> ../agent.socket
        """,
        Applied.to(
            tree,
            new EnableUnit(HERE, "agent.socket", Set.of("agent.service")),
            new DisableUnit(HERE, "agent", false, Set.of("agent.socket"))));
    tree.withLink("/etc/systemd/system/agent.socket", "/dev/null");
    String told = Applied.to(tree, new EnableUnit(HERE, "agent"));
    assertEquals(
        "notice: site.yaml:3:5: key: \"agent.socket\" comes with \"agent.service\" but is masked, and"
            + " stays so",
        told.lines().findFirst().orElseThrow());
    assertFalse(told.contains("sockets.target.wants"), told);
  }

  @Test
  void aUnitInEtcIsLinkedByItsWholePath() {
    assertEquals(
        """
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable local.service
        + /usr/lib/systemd/system/multi-user.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/multi-user.target.wants/local.service -> /etc/systemd/system/local.service
        """,
        Applied.to(tree, new EnableUnit(HERE, "local")));
  }

  @Test
  void dropInsSayWhatInstallsAUnit() {
    tree.with(
        "/etc/systemd/system/static.service.d/50-x.conf", "[Install]\nWantedBy=basic.target\n");
    tree.with(
        UNITS + "chronyd.service.d/10-x.conf", "[Install]\nWantedBy=\nWantedBy=basic.target\n");
    assertEquals(
        """
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable chronyd.service
            enable static.service
        + /usr/lib/systemd/system/basic.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/basic.target.wants/chronyd.service -> ../chronyd.service
        + /usr/lib/systemd/system/basic.target.wants/static.service -> ../static.service
        """,
        Applied.to(tree, new EnableUnit(HERE, "static"), new EnableUnit(HERE, "chronyd")));
  }

  @Test
  void aUnitThatNothingStartsIsRefused() {
    assertEquals(
        """
        site.yaml:3:5: key: "static.service" has no [Install] section: nothing says when it starts
        hint: add a drop-in to it with [Install] and WantedBy=multi-user.target
        """,
        Applied.refused(tree, new EnableUnit(HERE, "static")));
  }

  @Test
  void anUnknownUnitIsRefusedWithASuggestion() {
    assertEquals(
        """
        site.yaml:3:5: key: no unit "chrony.service" in the image
        hint: did you mean "chronyd.service"?
        """,
        Applied.refused(tree, new EnableUnit(HERE, "chrony")));
    assertEquals(
        """
        site.yaml:3:5: key: no unit "agent.timer" in the image
        hint: install the package that brings it, or give the unit in the recipe
        """,
        Applied.refused(tree, new EnableUnit(HERE, "agent.timer")));
    for (String name : new String[] {"a b", "../x", "a@b@c.service", "", "x".repeat(250)}) {
      assertEquals(
          "site.yaml:3:5: key: not a unit name: \""
              + name
              + "\"\nhint: letters, digits and :-_.\\ with one @ at most, for instance"
              + " sshd.service or getty@tty1.service\n",
          Applied.refused(tree, new EnableUnit(HERE, name)));
    }
    tree.with("/etc/rc.d/init.d/netconsole", "");
    assertEquals(
        """
        site.yaml:3:5: key: "netconsole.service" is not a unit but a script of /etc/init.d
        hint: use an offline script with chkconfig for it
        """,
        Applied.refused(tree, new EnableUnit(HERE, "netconsole")));
  }

  @Test
  void aMaskedUnitIsNotEnabled() {
    tree.withLink("/etc/systemd/system/chronyd.service", "/dev/null");
    assertEquals(
        """
        site.yaml:3:5: key: "chronyd.service" is masked: /etc/systemd/system/chronyd.service is a link to /dev/null
        hint: remove the link: 'remove: [/etc/systemd/system/chronyd.service]'
        """,
        Applied.refused(tree, new EnableUnit(HERE, "chronyd")));
  }

  @Test
  void aUnitThatItsVendorMaskedIsNotEnabled() {
    tree.withLink(UNITS + "old.service", "/dev/null");
    assertEquals(
        """
        site.yaml:3:5: key: "old.service" is masked: /usr/lib/systemd/system/old.service is a link to /dev/null
        hint: remove the link: 'remove: [/usr/lib/systemd/system/old.service]'
        """,
        Applied.refused(tree, new EnableUnit(HERE, "old")));
  }

  @Test
  void anotherNameOfAUnitIsRefused() {
    tree.withLink(UNITS + "ntp.service", "chronyd.service");
    tree.withLink(UNITS + "autovt@.service", "getty@.service");
    String text =
        """
        site.yaml:3:5: key: "ntp.service" is another name of "chronyd.service"
        hint: name chronyd.service
        """;
    assertEquals(text, Applied.refused(tree, new EnableUnit(HERE, "ntp")));
    assertEquals(text, Applied.refused(tree, new DisableUnit(HERE, "ntp", false)));
    assertEquals(
        """
        site.yaml:3:5: key: "autovt@tty2.service" is another name of "getty@tty2.service"
        hint: name getty@tty2.service
        """,
        Applied.refused(tree, new EnableUnit(HERE, "autovt@tty2")));
  }

  @Test
  void namesInInstallThatAreNoUnitsAreRefused() {
    for (String name : new String[] {"../x", "a/b", ".hidden", "x\u0001"}) {
      tree.with(UNITS + "odd.service", "[Install]\nWantedBy=" + name + "\n");
      assertEquals(
          "site.yaml:3:5: key: bad name \"" + name + "\" in [Install] of odd.service\n",
          Applied.refused(tree, new EnableUnit(HERE, "odd")));
    }
    tree.with(UNITS + "odd.service", "[Install]\nWantedBy=%H.target\n");
    assertEquals(
        """
        site.yaml:3:5: key: unsupported specifier "%H" in [Install] of odd.service
        hint: add a drop-in with an [Install] section that names the unit
        """,
        Applied.refused(tree, new EnableUnit(HERE, "odd")));
  }

  @Test
  void patternsOfPresetsAreThoseOfFnmatch() {
    for (String pattern :
        new String[] {
          "*", "ssh*", "*.service", "s?hd.service", "[rst]shd.*", "[!a-r]*", "ss[h-h]d*"
        }) {
      assertTrue(NamePattern.matches(pattern, "sshd.service"), pattern);
    }
    for (String pattern :
        new String[] {"", "ssh", "?", "[!s]*", "[a-r]*", "*.socket", "sshd.servic[", "[s"}) {
      assertFalse(NamePattern.matches(pattern, "sshd.service"), pattern);
    }
    assertFalse(NamePattern.matches("*a".repeat(5000) + "b", "a".repeat(255)));
  }

  @Test
  void aForeignUnitThatHoldsTheAliasIsNamed() {
    tree.withLink("/etc/systemd/system/monitor.service", UNITS + "sshd.service");
    assertEquals(
        """
        site.yaml:3:5: key: "agent.service" wants the name "monitor.service", which is a link to "/usr/lib/systemd/system/sshd.service"
        hint: disable the other unit first, or remove /etc/systemd/system/monitor.service
        """,
        org.nodecustomize.Problems.of(
            org.nodecustomize.diag.OperationException.class,
            () -> new EnableUnit(HERE, "agent").apply(tree, event -> {})));
  }

  @Test
  void aPresetThatGoesBeforeOursIsToldOfBothVerbs() {
    tree.with("/etc/systemd/system-preset/10-site.preset", "# ours\ndisable chron?d.*\n");
    tree.with(
        "/usr/lib/systemd/system-preset/20-v.preset", "enable [!a-r]shd.service\nenable s*\n");
    assertEquals(
        "warning: site.yaml:3:5: key: \"chronyd.service\" is linked and starts, but the preset"
            + " 'disable chron?d.*' of /etc/systemd/system-preset/10-site.preset goes before ours:"
            + " systemctl preset turns it off",
        Applied.to(tree, new EnableUnit(HERE, "chronyd")).lines().findFirst().orElseThrow());
    assertEquals(
        "warning: site.yaml:3:5: key: \"sshd.service\" is disabled, but the preset"
            + " 'enable [!a-r]shd.service' of /usr/lib/systemd/system-preset/20-v.preset goes"
            + " before ours: systemctl preset turns it on",
        Applied.to(tree, new DisableUnit(HERE, "sshd", true)).lines().findFirst().orElseThrow());
  }

  @Test
  void disablingRemovesLinksInEtcAndOursBelowUsr() {
    tree.withLink(
        "/etc/systemd/system/multi-user.target.wants/chronyd.service", UNITS + "chronyd.service");
    tree.withLink("/etc/systemd/system/ntp.service", UNITS + "chronyd.service");
    new EnableUnit(HERE, "agent").apply(tree, event -> {});
    assertEquals(
        """
        - /etc/systemd/system/multi-user.target.wants/chronyd.service
        - /etc/systemd/system/ntp.service
        ~ /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            disable agent.service
            disable agent.socket
            disable chronyd.service
        - /usr/lib/systemd/system/graphical.target.wants/agent.service
        - /usr/lib/systemd/system/monitor.service
        - /usr/lib/systemd/system/multi-user.target.wants/agent.service
        - /usr/lib/systemd/system/sockets.target.wants/agent.socket
        """,
        Applied.to(
            tree, new DisableUnit(HERE, "chronyd", false), new DisableUnit(HERE, "agent", false)));
  }

  @Test
  void aVendorsLinkIsMaskedInEtcWhereSystemdKnowsThat() {
    String link = UNITS + "multi-user.target.wants/chronyd.service";
    tree.withLink(link, "../chronyd.service");
    tree.with("/usr/lib/systemd/libsystemd-shared-252-13.el9.so", "");
    assertEquals(
        """
        + /etc/systemd/system/multi-user.target.wants/ 0755 0:0
        + /etc/systemd/system/multi-user.target.wants/chronyd.service -> /dev/null
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            disable chronyd.service
        """,
        Applied.to(tree, new DisableUnit(HERE, "chronyd", false)));
    assertEquals(
        """
        - /etc/systemd/system/multi-user.target.wants/chronyd.service
        ~ /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable chronyd.service
        """,
        Applied.to(tree, new EnableUnit(HERE, "chronyd")));
  }

  @Test
  void aVendorsLinkMasksTheUnitInAnOlderSystemd() {
    tree.withLink(UNITS + "multi-user.target.wants/chronyd.service", "../chronyd.service");
    assertEquals(
        """
        notice: site.yaml:3:5: key: "chronyd.service" is masked, not only disabled: the package's own link /usr/lib/systemd/system/multi-user.target.wants/chronyd.service starts it, and this systemd has no mask of single links; nobody can start it by hand
        + /etc/systemd/system/chronyd.service -> /dev/null
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            disable chronyd.service
        """,
        Applied.to(tree, new DisableUnit(HERE, "chronyd", false)));
  }

  @Test
  void whatANodeNeedsIsNeitherDisabledNorMaskedWithoutForce() {
    assertEquals(
        """
        site.yaml:3:5: key: "sshd.service" must not be disabled: a node needs it
        hint: where it is meant, an offline script can do it: systemctl disable sshd.service
        """,
        Applied.refused(tree, new DisableUnit(HERE, "sshd", false)));
    assertEquals(
        """
        site.yaml:3:5: key: "sshd.service" must not be masked: a node needs it
        hint: where it is meant, an offline script can do it: systemctl mask sshd.service
        """,
        Applied.refused(tree, new MaskUnit(HERE, "sshd", false)));
    assertEquals(
        "+ /etc/systemd/system/sshd.service -> /dev/null\n",
        Applied.to(tree, new MaskUnit(HERE, "sshd", true)));
  }

  @Test
  void maskingNeedsAUnitAndNoFileOfItsOwn() {
    assertEquals(
        """
        site.yaml:3:5: key: no unit "chronydd.service" in the image
        hint: did you mean "chronyd.service"?
        """,
        Applied.refused(tree, new MaskUnit(HERE, "chronydd", false)));
    assertEquals(
        """
        site.yaml:3:5: key: "local.service" cannot be masked: /etc/systemd/system/local.service is a file of its own
        hint: remove it first: 'remove: [/etc/systemd/system/local.service]'
        """,
        Applied.refused(tree, new MaskUnit(HERE, "local", true)));
  }

  @Test
  void dropInsGoBelowUsrOrEtcByIntent() {
    assertEquals(
        """
        + /etc/systemd/system/chronyd.service.d/ 0755 0:0
        + /etc/systemd/system/chronyd.service.d/50-nice.conf 0644 0:0
            [Service]
            Nice=5
        + /usr/lib/systemd/system/chronyd.service.d/ 0755 0:0
        + /usr/lib/systemd/system/chronyd.service.d/50-limits.conf 0644 0:0
            [Service]
            LimitNOFILE=4096
        """,
        Applied.to(
            tree,
            new UnitDropIn(HERE, "chronyd", "50-nice.conf", "[Service]\nNice=5", Intent.OVERRIDE),
            new UnitDropIn(
                HERE, "chronyd", "50-limits", "[Service]\nLimitNOFILE=4096\n", Intent.PRESET)));
  }

  @Test
  void allFaultsOfADropInAreTold() {
    assertEquals(
        """
        site.yaml:3:5: key: line 1: a key before the first section: "Nice=5"
        site.yaml:3:5: key: line 3: expected "KEY=VALUE" but was "oops"
        site.yaml:3:5: key: section [Servic] has no meaning in a service unit
        hint: did you mean [Service]?
        site.yaml:3:5: key: section [Socket] has no meaning in a service unit
        hint: expected one of Install, Service, Unit
        site.yaml:3:5: key: line 5: not a key: "Ni ce"
        """,
        Applied.refused(
            tree,
            new UnitDropIn(
                HERE,
                "chronyd",
                "x",
                "Nice=5\n[Servic]\noops\n[Socket]\nNi ce=1\n[X-Ours]\na=b\n",
                Intent.PRESET)));
    assertEquals(
        "site.yaml:3:5: key: no key in the text of the unit\n",
        Applied.refused(tree, new UnitDropIn(HERE, "chronyd", "x", "# nothing\n", Intent.PRESET)));
    assertEquals(
        """
        site.yaml:3:5: key: not the name of a drop-in: "../x"
        hint: letters, digits and _.-
        """,
        Applied.refused(
            tree, new UnitDropIn(HERE, "chronyd", "../x", "[Unit]\nA=b", Intent.PRESET)));
  }

  @Test
  void aGivenUnitIsPlacedAndCanBeEnabledAndReplaced() {
    String text = "[Service]\nExecStart=-/usr/bin/agent --now\n[Install]\nWantedBy=a.target\n";
    assertEquals(
        """
        warning: site.yaml:3:5: key: ExecStart of "mine.service" is not in the image: /usr/bin/agent
        + /usr/lib/systemd/system-preset/50-node-customize.preset 0644 0:0
            # written by node-customize
            enable mine.service
        + /usr/lib/systemd/system/a.target.wants/ 0755 0:0
        + /usr/lib/systemd/system/a.target.wants/mine.service -> ../mine.service
        + /usr/lib/systemd/system/mine.service 0644 0:0
            # placed by node-customize
            [Service]
            ExecStart=-/usr/bin/agent --now
            [Install]
            WantedBy=a.target
        """,
        Applied.to(
            tree, new PlaceUnit(HERE, "mine", text, Intent.PRESET), new EnableUnit(HERE, "mine")));
    tree.with("/usr/bin/agent", "");
    assertEquals(
        """
        ~ /usr/lib/systemd/system/mine.service 0644 0:0
            # placed by node-customize
            [Service]
            ExecStart=/usr/bin/agent
        """,
        Applied.to(
            tree,
            new PlaceUnit(HERE, "mine", "[Service]\nExecStart=/usr/bin/agent", Intent.PRESET)));
  }

  @Test
  void theUnitOfAPackageIsNotReplaced() {
    assertEquals(
        """
        site.yaml:3:5: key: the image has "chronyd.service" already: /usr/lib/systemd/system/chronyd.service
        hint: change single keys of it by a drop-in, or choose another name
        """,
        Applied.refused(tree, new PlaceUnit(HERE, "chronyd", "[Unit]\nA=b\n", Intent.OVERRIDE)));
  }

  @Test
  void anOstreeImageHasItsEtcBelowUsr() {
    SmallTree ostree =
        new SmallTree()
            .with("/usr/etc/passwd", "")
            .with(UNITS + "chronyd.service", "[Install]\nWantedBy=multi-user.target\n");
    assertEquals(
        """
        + /usr/etc/systemd/ 0755 0:0
        + /usr/etc/systemd/system/ 0755 0:0
        + /usr/etc/systemd/system/chronyd.service -> /dev/null
        """,
        Applied.to(ostree, new MaskUnit(HERE, "chronyd", false)));
  }
}
