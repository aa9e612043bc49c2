package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.OpenedTree;

/**
 * A sample with what its root tree lacks: labels, the contexts of a policy, and programs that keep
 * what they are told. Planted by debugfs, so that nothing of it is our own writing.
 */
final class LabelledSample {
  /** Prefixes of paths, the longest that fits counts; in file_contexts the last that fits. */
  private static final Map<String, String> TYPES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("", "default_t"),
              Map.entry("/boot", "boot_t"),
              Map.entry("/etc", "etc_t"),
              Map.entry("/etc/shadow", "shadow_t"),
              Map.entry("/etc/ssh", "sshd_etc_t"),
              Map.entry("/home", "user_home_t"),
              Map.entry("/root", "admin_home_t"),
              Map.entry("/usr", "usr_t"),
              Map.entry("/usr/bin", "bin_t"),
              Map.entry("/usr/lib", "lib_t"),
              Map.entry("/usr/lib/systemd/system", "systemd_unit_file_t"),
              Map.entry("/usr/libexec", "bin_t"),
              Map.entry("/usr/sbin", "bin_t"),
              Map.entry("/usr/share/factory/etc", "etc_t"),
              Map.entry("/var", "var_t"),
              Map.entry("/var/lib", "var_lib_t"),
              Map.entry("/var/log", "var_log_t")));

  private static final Pattern PLAIN = Pattern.compile("[!#-\\[\\]-~]+");

  private static final String SEMODULE =
      """
      #!/bin/sh
      # Keeps the modules that it is given.
      store=/var/lib/selinux/targeted/active/modules/400
      while [ $# -gt 0 ]; do
        case $1 in
          -i) shift; mkdir -p "$store"; cp "$1" "$store/" ;;
        esac
        shift
      done
      """;

  private static final String SEMANAGE =
      """
      #!/bin/sh
      # Keeps the booleans that it is given.
      mkdir -p /var/lib/selinux/targeted/active
      echo "$*" >>/var/lib/selinux/targeted/active/booleans.local
      """;

  private LabelledSample() {}

  /** Makes it; the file is in the directory, and so is {@code file_contexts}. */
  static Path of(Sample sample, Path directory) throws IOException {
    Path inner = HostTools.inner(sample.image(), directory.resolve("labelled"));
    Path contexts = Files.writeString(directory.resolve("file_contexts"), contexts());
    List<String> requests = new ArrayList<>();
    place(requests, directory, "/usr/sbin/grubby", "#!/bin/sh\nexit 0\n");
    place(requests, directory, "/usr/sbin/semodule", SEMODULE);
    place(requests, directory, "/usr/sbin/semanage", SEMANAGE);
    for (String directories :
        List.of(
            "/etc/selinux/targeted",
            "/etc/selinux/targeted/contexts",
            "/etc/selinux/targeted/contexts/files")) {
      requests.add("mkdir " + directories);
    }
    requests.add("write " + contexts + " /etc/selinux/targeted/contexts/files/file_contexts");
    Path config =
        Files.writeString(directory.resolve("config"), "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
    requests.add("write " + config + " /etc/selinux/config");
    for (String path :
        List.of("/etc/selinux/config", "/etc/selinux/targeted/contexts/files/file_contexts")) {
      requests.add("sif " + path + " mode 0100644");
    }
    HostTools.edit(inner, requests);
    HostTools.edit(inner, labels(inner));
    HostTools.run("e2fsck", "-fn", inner);
    return HostTools.packedAgain(inner);
  }

  private static void place(List<String> requests, Path directory, String path, String text)
      throws IOException {
    Path file = Files.writeString(directory.resolve(path.replace('/', '_')), text);
    requests.add("write " + file + " " + path);
    requests.add("sif " + path + " mode 0100755");
  }

  private static List<String> labels(Path inner) {
    List<String> requests = new ArrayList<>();
    OpenedTree.Opening opening = OpenedTree.open(ImageProbe.probe(inner));
    try (OpenedTree opened = ((OpenedTree.Opening.Opened) opening).tree()) {
      opened
          .tree()
          .walk(
              "/",
              (path, node) -> {
                if (PLAIN.matcher(path).matches()) {
                  requests.add(
                      "ea_set \"%s\" security.selinux %s\\000".formatted(path, label(path)));
                }
                return true;
              });
    }
    return requests;
  }

  /** The label of a path by the prefixes. */
  static String label(String path) {
    String type = "";
    for (Map.Entry<String, String> one : TYPES.entrySet()) {
      if (path.equals(one.getKey()) || path.startsWith(one.getKey() + "/")) {
        type = one.getValue();
      }
    }
    return "system_u:object_r:" + type + ":s0";
  }

  private static String contexts() {
    StringBuilder text = new StringBuilder();
    TYPES.forEach(
        (prefix, type) ->
            text.append(prefix).append("(/.*)?\tsystem_u:object_r:").append(type).append(":s0\n"));
    return text.toString();
  }
}
