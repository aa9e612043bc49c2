package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Arguments of the kernel's command line.
 *
 * <p>No file of an image holds them for certain: anaconda writes /etc/default/grub anew from the
 * kickstart's {@code bootloader --append}, grub2-mkconfig then makes /etc/kernel/cmdline from it,
 * and imgbased takes GRUB_CMDLINE_LINUX from the host that is upgraded. So an image of these
 * profiles gets a unit that, at boot, gives missing arguments to all boot entries by {@code grubby};
 * they are in effect one boot later. An image of the {@code ostree} profile has a place for them:
 * /usr/lib/bootc/kargs.d.
 *
 * @param arguments for instance {@code intel_iommu=on}, each one word
 * @param removed to take off; a name takes off all its values but those of {@code arguments}
 */
public record KernelArguments(Origin origin, List<String> arguments, List<String> removed)
    implements TreeOperation {
  static final String LIST = "/usr/lib/node-customize/kernel-arguments";
  static final String PROGRAM = "/usr/libexec/node-customize/kernel-arguments";
  static final String UNIT = "node-customize-kernel-arguments.service";
  static final String KARGS = "/usr/lib/bootc/kargs.d/50-node-customize.toml";

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.,:;=/@%+~^*?!<>()\\[\\]{}#-]+");

  /** What the installer and the boot loader decide for each host. */
  private static final Set<String> HOSTS =
      Set.of(
          "root",
          "ro",
          "rw",
          "rootflags",
          "rd.lvm.lv",
          "boot",
          "img.bootid",
          "resume",
          "initrd",
          "BOOT_IMAGE");

  private static final String UNIT_TEXT =
      """
      # written by node-customize
      [Unit]
      Description=Give the kernel arguments of the image to the boot entries
      Documentation=man:grubby(8)
      ConditionPathExists=%s
      ConditionPathIsReadWrite=/boot
      RequiresMountsFor=/boot
      After=local-fs.target

      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=%s

      [Install]
      WantedBy=multi-user.target
      """
          .formatted(LIST, PROGRAM);

  /**
   * Its words come from a file, never into the shell's own text; {@code set -f}: no globbing. What is
   * to be added comes first in the list, which is sorted.
   */
  private static final String PROGRAM_TEXT =
      """
      #!/bin/sh
      # written by node-customize
      # Gives each argument of the list that this boot does not have to all boot entries.
      set -fu
      list=${1:-/usr/lib/node-customize/kernel-arguments}
      cmdline=${2:-/proc/cmdline}
      have=" $(tr '\\n' ' ' < "$cmdline") "
      wanted=' '
      missing=
      surplus=
      while IFS= read -r line; do
        case $line in
          '+ '*)
            word=${line#+ }
            wanted="$wanted$word "
            case $have in
              *" $word "*) ;;
              *) missing="${missing:+$missing }$word" ;;
            esac
            ;;
          '- '*)
            word=${line#- }
            case $wanted in
              *" $word="*)
                # A value that the list gives stays; the others go one by one.
                for one in $have; do
                  case $one in
                    "$word" | "$word="*)
                      case $wanted in
                        *" $one "*) ;;
                        *) surplus="${surplus:+$surplus }$one" ;;
                      esac
                      ;;
                  esac
                done
                ;;
              *)
                case $have in
                  *" $word "* | *" $word="*) surplus="${surplus:+$surplus }$word" ;;
                esac
                ;;
            esac
            ;;
        esac
      done < "$list"
      [ -n "$missing$surplus" ] || exit 0
      echo "for the next boot: kernel arguments${missing:+ with $missing}${surplus:+ without $surplus}"
      exec grubby --update-kernel=ALL \
        ${missing:+"--args=$missing"} ${surplus:+"--remove-args=$surplus"}
      """;

  public KernelArguments {
    arguments = List.copyOf(arguments);
    removed = List.copyOf(removed);
  }

  @Override
  public String title() {
    return "kernel arguments "
        + String.join(" ", arguments)
        + (removed.isEmpty() ? "" : " without " + String.join(" ", removed));
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    check();
    Edits edits = new Edits(tree);
    if (LayoutProfile.detect(tree) == LayoutProfile.OSTREE) {
      kargs(edits);
      return;
    }
    TreeSet<String> all = new TreeSet<>(OwnFile.lines(edits, LIST));
    arguments.forEach(word -> all.remove("- " + word));
    removed.forEach(
        word ->
            all.removeIf(line -> line.equals("+ " + word) || line.startsWith("+ " + word + "=")));
    arguments.forEach(word -> all.add("+ " + word));
    removed.forEach(word -> all.add("- " + word));
    if (!edits.exists("/usr/sbin/grubby") && !edits.exists("/usr/bin/grubby")) {
      throw Wrong.wish(
          origin,
          "the image has no grubby, which gives arguments to boot entries",
          append(all) + " in the kickstart, or install the package grubby");
    }
    OwnFile.write(edits, LIST, all);
    edits.file(PROGRAM, PROGRAM_TEXT, 0755);
    edits.file(Units.USR + "/" + UNIT, UNIT_TEXT, 0644);
    new EnableUnit(origin, UNIT).apply(tree, events);
    events.notice(
        "%s: the arguments are in effect from a host's second boot on: installer and upgrade write the boot entries themselves [NC120]; for the first boot put %s in the kickstart"
            .formatted(origin, append(all)));
  }

  /** A kickstart can only add. */
  private static String append(Set<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("+ "))
        .map(line -> line.substring(2))
        .collect(Collectors.joining(" ", "bootloader --append=\"", "\""));
  }

  /** The format of /usr/lib/bootc/kargs.d, see bootc's "Kernel arguments". */
  private void kargs(Edits edits) {
    if (!removed.isEmpty()) {
      throw Wrong.wish(
          origin,
          "an image of the ostree profile can only add arguments: \"" + removed.get(0) + "\"",
          "on a host: rpm-ostree kargs --delete-if-present=" + removed.get(0));
    }
    Set<String> all = new TreeSet<>();
    edits.lines(KARGS).stream()
        .filter(line -> line.startsWith("  \""))
        .forEach(line -> all.add(line.substring(3, line.lastIndexOf('"'))));
    all.addAll(arguments);
    String words = all.stream().map(word -> "  \"" + word + "\",\n").collect(Collectors.joining());
    edits.file(KARGS, OwnFile.HEADER + "\nkargs = [\n" + words + "]\n", 0644);
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    for (String word : Stream.concat(arguments.stream(), removed.stream()).toList()) {
      String name = word.split("=", 2)[0];
      if (!WORD.matcher(word).matches() || word.startsWith("#") || name.isEmpty()) {
        problems.add(
            origin
                .problem("not a kernel argument: \"" + word + "\"")
                .withHint("one word, as NAME or NAME=VALUE, without quotes and blanks"));
      } else if (HOSTS.contains(name)) {
        problems.add(
            origin
                .problem("\"" + name + "\" is decided by installer and upgrade for each host")
                .withHint("leave it out"));
      }
    }
    Wrong.check(problems);
  }
}
