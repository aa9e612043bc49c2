package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.op.system.Applied.HERE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Problems;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Bytes;

/** What the operations write in the Rocky 9 sample, read by the image's own programs. */
class RockyOperationsIT extends SampleOperations {
  RockyOperationsIT() {
    super("rocky9.squashfs", "C.UTF-8");
  }

  @Override
  List<TreeOperation> further() throws IOException {
    Path key = Requirement.sample("keys/RPM-GPG-KEY-node-customize-test");
    return List.of(
        new EnableUnit(HERE, "imgbase-setup"),
        new HostRepository(
            HERE,
            "site",
            Map.of(
                "baseurl", "https://repo.example.com/el$releasever",
                "includepkgs", "agent*",
                "priority", "7"),
            Map.of("RPM-GPG-KEY-site", Bytes.of(Files.readAllBytes(key)))),
        new HostRepository(
            HERE,
            "off",
            Map.of("baseurl", "http://repo.example.com/", "gpgcheck", "0", "enabled", "0"),
            Map.of()));
  }

  @Test
  void theImagesDnfReadsTheRepositories() {
    String python =
        """
        /usr/bin/python3 - <<'END'
        import dnf
        base = dnf.Base()
        base.conf.substitutions['releasever'] = '9'
        base.read_all_repos()
        for id in ('site', 'off'):
            repo = base.repos[id]
            print(id, repo.enabled, repo.gpgcheck, list(repo.baseurl), list(repo.gpgkey),
                  list(repo.includepkgs), repo.priority)
        END
        """;
    assertEquals(
        """
        site True True ['https://repo.example.com/el9'] ['file:///etc/pki/rpm-gpg/RPM-GPG-KEY-site'] ['agent*'] 7
        off False False ['http://repo.example.com/'] [] [] 99
        """,
        sample.shell(python));
    assertEquals(
        "",
        sample.shell("rpmkeys --dbpath /tmp/keys --import /etc/pki/rpm-gpg/RPM-GPG-KEY-site\n"));
  }

  @Test
  void whatTheImageLacksIsSaid() {
    assertEquals(
        """
        site.yaml:3:5: key: the image has no SELinux policy: there is no /etc/selinux/config
        hint: install the package selinux-policy-targeted
        """,
        Problems.of(
            OperationException.class,
            () -> sample.apply(new SelinuxMode(HERE, SelinuxMode.Mode.ENFORCING))));
    assertEquals(
        """
        site.yaml:3:5: key: set SELinux booleans virt_use_nfs: semanage failed with exit code 127
        """,
        Problems.of(
                    OperationException.class,
                    () ->
                        new SelinuxBooleans(HERE, Map.of("virt_use_nfs", true))
                            .command()
                            .run(sample.image(), event -> {}))
                .lines()
                .findFirst()
                .orElseThrow()
            + "\n");
  }
}
