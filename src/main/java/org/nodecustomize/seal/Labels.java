package org.nodecustomize.seal;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.nodecustomize.seal.label.FileContexts;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;

/**
 * Labels what changed by the image's own policy. Neither the installer nor an upgrade relabels all of
 * /usr, and the machine in which packages are installed knows no SELinux.
 */
final class Labels {
  private final Sealing sealing;

  Labels(Sealing sealing) {
    this.sealing = sealing;
  }

  /**
   * @param changed what is new or changed, seal's own edits included
   * @param baseHasLabels whether anything in the base has a label
   */
  void seal(SortedSet<String> changed, boolean baseHasLabels) {
    if (changed.isEmpty()) {
      return;
    }
    if (!baseHasLabels) {
      sealing.notice("the base image has no SELinux labels: what changed gets none");
      return;
    }
    String config = Sealing.text(sealing.after(), sealing.etc() + "/selinux/config");
    if (setting(config, "SELINUX").filter("disabled"::equals).isPresent()) {
      sealing.notice("SELinux is disabled in the image: what changed gets no label");
      return;
    }
    String policy = sealing.etc() + "/selinux/" + setting(config, "SELINUXTYPE").orElse("targeted");
    Optional<FileContexts> contexts = FileContexts.of(sealing.after(), policy);
    if (contexts.isEmpty()) {
      sealing.notice(
          "the image has no "
              + policy
              + "/contexts/files/file_contexts: what changed gets no label");
      return;
    }
    tell(contexts.get(), changed);
    Set<String> customizable = new HashSet<>();
    Sealing.text(sealing.after(), policy + "/contexts/customizable_types")
        .lines()
        .map(String::strip)
        .forEach(customizable::add);
    changed.forEach(path -> label(contexts.get(), customizable, path));
  }

  private void label(FileContexts contexts, Set<String> customizable, String path) {
    Optional<FileNode> node = sealing.after().node(path);
    if (node.isEmpty() || sealing.options().labelled().test(path)) {
      return;
    }
    Optional<String> wanted = contexts.context(path, node.get().type());
    if (wanted.isEmpty()) {
      return;
    }
    String has =
        Optional.ofNullable(node.get().attributes().get(NodeStates.LABEL))
            .map(Labels::text)
            .orElse("");
    // restorecon looks at the type alone, and leaves alone what administrators choose.
    if (!type(has).equals(type(wanted.get())) && !customizable.contains(type(has))) {
      sealing.label(path, wanted.get());
      sealing.did(
          "NC701",
          path,
          "labelled "
              + wanted.get()
              + (has.isEmpty() ? ": it had no label" : " instead of " + has)
              + ", as the image's policy says");
    }
  }

  private static String text(Bytes label) {
    String text = new String(label.toArray(), StandardCharsets.UTF_8);
    return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
  }

  private static String type(String context) {
    String[] parts = context.split(":", 4);
    return parts.length < 3 ? "" : parts[2];
  }

  private void tell(FileContexts contexts, SortedSet<String> changed) {
    List<String> rejected = contexts.rejected();
    if (!rejected.isEmpty()) {
      sealing.notice(
          "the image's file_contexts has lines that are not understood (%d), the first one is: %s"
              .formatted(rejected.size(), rejected.get(0)));
    }
    boolean vendor = changed.stream().anyMatch(path -> path.startsWith("/usr/etc/"));
    if (vendor && !contexts.equates("/usr/etc", "/etc")) {
      sealing.notice(
          "the image's policy does not say that /usr/etc is labelled as /etc is: add \"/usr/etc /etc\""
              + " to file_contexts.subs_dist [NC702]");
    }
  }

  private static Optional<String> setting(String config, String name) {
    return config
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1).strip())
        .filter(value -> value.matches("[A-Za-z0-9_-]{1,64}"))
        .reduce((first, last) -> last);
  }
}
