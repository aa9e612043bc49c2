package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final String CONNECTIONS = "/etc/NetworkManager/system-connections/";
  private final SmallTree tree = new SmallTree().withDirectory("/etc/NetworkManager");

  private static NetworkConnection connection(Map<String, Map<String, String>> sections) {
    return new NetworkConnection(HERE, "storage", sections);
  }

  @Test
  void aConnectionIsAKeyfileThatOnlyRootReads() {
    assertEquals(
        """
        + /etc/NetworkManager/system-connections/ 0755 0:0
        + /etc/NetworkManager/system-connections/storage.nmconnection 0600 0:0
            # written by node-customize
            [connection]
            id=storage
            uuid=d9efceb1-4fa7-581b-bd8c-60c1b17b5aa7
            type=vlan
            interface-name=storage

            [ipv4]
            address1=192.0.2.10/24,192.0.2.1
            method=manual

            [ipv6]
            method=disabled

            [vlan]
            id=70
            parent=eno1
        """,
        Applied.to(
            tree,
            connection(
                Map.of(
                    "connection", Map.of("type", "vlan", "interface-name", "storage"),
                    "vlan", Map.of("id", "70", "parent", "eno1"),
                    "ipv4", Map.of("method", "manual", "address1", "192.0.2.10/24,192.0.2.1"),
                    "ipv6", Map.of("method", "disabled")))));
  }

  @Test
  void uuidsAreThoseOfTheStandard() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    // RFC 9562, A.4
    assertEquals(
        UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
        NameUuid.of(dns, "www.example.com"));
  }

  @Test
  void allFaultsOfAConnectionAreTold() {
    assertEquals(
        """
        site.yaml:3:5: key: [IPv4] of "storage": not the name of a section
        site.yaml:3:5: key: connection.id of "storage": expected one line without blanks around it
        site.yaml:3:5: key: connection.type of "storage": no such type "ethernt"
        hint: did you mean "ethernet"?
        site.yaml:3:5: key: connection.uuid of "storage": not a uuid: "1-2"
        site.yaml:3:5: key: connection.interface-name of "storage": expected 1 to 15 characters without blank, / and : but was "a-name-too-long-for-linux"
        site.yaml:3:5: key: ipv4.address1 of "storage": expected ADDRESS/PREFIX or ADDRESS/PREFIX,GATEWAY but was "192.0.2.256/24"
        site.yaml:3:5: key: ipv4.address2 of "storage": expected ADDRESS/PREFIX or ADDRESS/PREFIX,GATEWAY but was "192.0.2.1"
        site.yaml:3:5: key: ipv4.gateway of "storage": not an address: "gw.example.com"
        site.yaml:3:5: key: ipv6.method of "storage": manual needs an address: ipv6.address1
        """,
        Applied.refused(
            tree,
            connection(
                Map.of(
                    "IPv4", Map.of(),
                    "connection",
                        Map.of(
                            "id", "a\nb=c",
                            "type", "ethernt",
                            "uuid", "1-2",
                            "interface-name", "a-name-too-long-for-linux"),
                    "ipv4",
                        Map.of(
                            "method", "manual",
                            "address1", "192.0.2.256/24",
                            "address2", "192.0.2.1",
                            "gateway", "gw.example.com"),
                    "ipv6", Map.of("method", "manual")))));
    assertEquals(
        """
        site.yaml:3:5: key: connection "storage" has no connection.type
        hint: for instance ethernet, bond, vlan or bridge
        site.yaml:3:5: key: ipv4.method of "storage": expected one of auto, disabled, link-local, manual, shared but was "dhcp"
        """,
        Applied.refused(tree, connection(Map.of("ipv4", Map.of("method", "dhcp")))));
    assertEquals(
        """
        site.yaml:3:5: key: vlan.parent of "storage": is missing
        site.yaml:3:5: key: vlan.id of "storage": expected a number from 0 to 4094 but was "4095"
        """,
        Applied.refused(
            tree,
            connection(
                Map.of("connection", Map.of("type", "vlan"), "vlan", Map.of("id", "4095")))));
    assertEquals(
        """
        site.yaml:3:5: key: not the name of a connection: "../x"
        hint: letters, digits and _.:- without the suffix .nmconnection
        """,
        Applied.refused(tree, new NetworkConnection(HERE, "../x", Map.of())));
  }

  @Test
  void whatTiesToOneMachineOrIsSecretIsToldOf() {
    assertEquals(
        """
        warning: site.yaml:3:5: key: mac-address ties connection "storage" to one machine; the image is for many [NC311]
        warning: site.yaml:3:5: key: wifi-security.psk of connection "storage" can be read by everybody who has the image [NC312]
        """,
        Applied.to(
                tree,
                connection(
                    Map.of(
                        "connection", Map.of("type", "wifi"),
                        "wifi", Map.of("mac-address", "52:54:00:00:00:01"),
                        "wifi-security", Map.of("psk", "secret"))))
            .replaceFirst("(?s)\\+ .*", ""));
  }

  @Test
  void twoConnectionsHaveNotOneUuid() {
    Map<String, Map<String, String>> sections =
        Map.of(
            "connection",
            Map.of("type", "ethernet", "uuid", "2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    tree.with(
        CONNECTIONS + "other.nmconnection",
        "[connection]\nuuid=2ed6657d-e927-568b-95e1-2665a8aea6a2\n");
    assertEquals(
        """
        site.yaml:3:5: key: connection "storage" has the uuid of /etc/NetworkManager/system-connections/other.nmconnection
        hint: leave connection.uuid out
        """,
        Applied.refused(tree, connection(sections)));
    assertEquals(
        """
        site.yaml:3:5: key: the image has no NetworkManager: there is no /etc/NetworkManager
        hint: install the package NetworkManager
        """,
        Applied.refused(new SmallTree(), connection(sections)));
  }

  @Test
  void addressesAreToldFromNames() {
    for (String good : List.of("0.0.0.0", "192.0.2.1", "255.255.255.255")) {
      assertTrue(IpAddress.isAddress(good), good);
    }
    for (String good : List.of("::", "2001:db8::1", "::ffff:192.0.2.1")) {
      assertTrue(IpAddress.isAddress(good, true), good);
    }
    for (String bad :
        List.of(
            "",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "1.2.3.4.",
            "localhost",
            "1::2::3",
            "::g",
            "face")) {
      assertFalse(IpAddress.isAddress(bad), bad);
    }
    assertTrue(IpAddress.isNetwork("2001:db8::/32", true));
    assertTrue(IpAddress.isNetwork("192.0.2.0/24", false));
    assertFalse(IpAddress.isNetwork("192.0.2.0/33", false));
    assertFalse(IpAddress.isNetwork("192.0.2.0/x", false));
    assertTrue(IpAddress.isName("a-b.example.com"));
    assertFalse(IpAddress.isName("-a.example.com"));
    assertFalse(IpAddress.isName("a..b"));
  }

  @Test
  void aHostNameIsWrittenWithAWarning() {
    assertEquals(
        """
        warning: site.yaml:3:5: key: every host of this image has the name "node.example.com", until the installer writes its own [NC120] [NC310]; put network --hostname=node.example.com in the kickstart
        + /etc/hostname 0644 0:0
            node.example.com
        """,
        Applied.to(tree, new HostName(HERE, "node.example.com")));
    assertEquals(
        """
        site.yaml:3:5: key: not a host name: "no_de"
        hint: up to 64 letters, digits and - in parts with dots between them
        """,
        Applied.refused(tree, new HostName(HERE, "no_de")));
  }

  @Test
  void timeServersReplaceThoseOfTheVendor() {
    tree.with(
        "/etc/chrony.conf",
        "# servers\npool 2.rocky.pool.ntp.org iburst\n server a.b iburst\ndriftfile /x\n");
    assertEquals(
        """
        notice: site.yaml:3:5: key: timezone --ntpservers of a kickstart makes the installer write its own; leave it out or name the same
        ~ /etc/chrony.conf 0644 0:0
            # servers
            # node-customize: was pool 2.rocky.pool.ntp.org iburst
            # node-customize: was server a.b iburst
            driftfile /x
            # node-customize: begin of the site's servers
            server ntp.example.com iburst
            server 192.0.2.1 iburst
            pool pool.example.com iburst
            # node-customize: end of the site's servers
        """,
        Applied.to(
            tree,
            new TimeServers(
                HERE,
                List.of("ntp.example.com", "192.0.2.1"),
                List.of("pool.example.com"),
                List.of("iburst"),
                true)));
    assertTrue(
        Applied.to(
                tree,
                new TimeServers(
                    HERE, List.of("other.example.com"), List.of(), List.of("iburst"), true))
            .endsWith(
                """
                    driftfile /x
                    # node-customize: begin of the site's servers
                    server other.example.com iburst
                    # node-customize: end of the site's servers
                """));
  }

  @Test
  void timeServersCanJoinThoseOfTheVendor() {
    tree.with("/etc/ntp.conf", "server a.b\n");
    assertEquals(
        """
        notice: site.yaml:3:5: key: timezone --ntpservers of a kickstart makes the installer write its own; leave it out or name the same
        ~ /etc/ntp.conf 0644 0:0
            server a.b
            # node-customize: begin of the site's servers
            server ntp.example.com iburst maxpoll 10
            # node-customize: end of the site's servers
        """,
        Applied.to(
            tree,
            new TimeServers(
                HERE,
                List.of("ntp.example.com"),
                List.of(),
                List.of("iburst", "maxpoll 10"),
                false)));
    assertEquals(
        """
        site.yaml:3:5: key: not an option of a time server: "iburst; id"
        hint: for instance iburst or maxpoll 10
        """,
        Applied.refused(
            tree, new TimeServers(HERE, List.of("a"), List.of(), List.of("iburst; id"), true)));
  }

  @Test
  void aConnectionCanBeGivenAsAKeyfile() {
    String text = "# ours\n[connection]\nid=x\ntype=ethernet\n[ipv4]\nmethod=auto\n[ethernet]\n";
    assertTrue(
        Applied.to(tree, NetworkConnection.ofText(HERE, "storage", text))
            .endsWith(
                """
                    [connection]
                    id=x
                    uuid=d9efceb1-4fa7-581b-bd8c-60c1b17b5aa7
                    type=ethernet

                    [ethernet]

                    [ipv4]
                    method=auto
                """));
    assertEquals(
        """
        site.yaml:3:5: key: line 1: a key before the first section: "id=x"
        site.yaml:3:5: key: line 2: expected "KEY=VALUE" but was "oops"
        """,
        org.nodecustomize.Problems.of(
            org.nodecustomize.diag.OperationException.class,
            () -> NetworkConnection.ofText(HERE, "storage", "id=x\noops\n")));
  }

  @Test
  void timesyncdGetsASnippetAndNothingIsAnError() {
    SmallTree timesyncd = new SmallTree().with("/usr/lib/systemd/systemd-timesyncd", "");
    assertTrue(
        Applied.to(
                timesyncd,
                new TimeServers(
                    HERE, List.of("a.example"), List.of("b.example"), List.of("iburst"), true))
            .endsWith("    [Time]\n    NTP=a.example b.example\n"));
    assertEquals(
        """
        site.yaml:3:5: key: nothing in the image keeps the time: there is no chrony, ntpd or systemd-timesyncd
        hint: install the package chrony
        """,
        Applied.refused(
            tree, new TimeServers(HERE, List.of("a.example"), List.of(), List.of("iburst"), true)));
    assertEquals(
        """
        site.yaml:3:5: key: not a name or an address: "a b"
        hint: for instance ntp.example.com or 192.0.2.1
        site.yaml:3:5: key: a pool has a name: "192.0.2.1" is one server's address
        """,
        Applied.refused(
            tree,
            new TimeServers(HERE, List.of("a b"), List.of("192.0.2.1"), List.of("iburst"), true)));
    assertEquals(
        "site.yaml:3:5: key: no time server is named\n",
        Applied.refused(
            tree, new TimeServers(HERE, List.of(), List.of(), List.of("iburst"), true)));
  }
}
