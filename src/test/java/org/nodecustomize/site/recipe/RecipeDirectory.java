package org.nodecustomize.site.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that the recipes of tests name, in a directory of its own. */
final class RecipeDirectory {
  static final String SSH_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBx7K4bBmT2m5S4Pq0m2p3Zr0Nq5JxWl1c9o0a8y7u6v admin@site";

  private final Path root;

  RecipeDirectory(Path root) throws IOException {
    this.root = root;
    write("files/hello.txt", "hello\n");
    write("files/hello.template", "hello ${who}\n");
    write("files/broken.template", "first\nhello ${whom}\n");
    write("files/key.pub", SSH_KEY + "\n");
    write("files/two.pub", "# both\n" + SSH_KEY + "\n" + SSH_KEY.replace("admin", "root") + "\n");
    write("files/id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n");
    write("files/ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    write(
        "files/ca-with-key.pem",
        """
        -----BEGIN CERTIFICATE-----
        MIIB
        -----END CERTIFICATE-----
        -----BEGIN RSA PRIVATE KEY-----
        MIIB
        """);
    write("files/eth0.nmconnection", "[connection]\nid=eth0\ntype=ethernet\n");
    write("files/site.te", "policy_module(site, 1.0)\n");
    write("rpms/a-1-1.noarch.rpm", "a");
    write("rpms/b-1-1.noarch.rpm", "b");
    write("tree/one", "1");
  }

  Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Path root() {
    return root;
  }
}
