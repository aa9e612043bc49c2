package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * The NTP servers of the site, instead of those of the vendor or besides them. Servers add up over all files of
 * chrony and ntpd, so a snippet could not take the vendor's away: they become comments in
 * chrony.conf(5) or ntp.conf(5), and ours stand in a marked block.
 *
 * @param servers names or addresses
 * @param pools names that stand for many servers
 * @param options of each, for instance {@code iburst} or {@code maxpoll 10}; timesyncd has none
 * @param replace whether those of the vendor go
 */
public record TimeServers(
    Origin origin, List<String> servers, List<String> pools, List<String> options, boolean replace)
    implements TreeOperation {
  private static final String BEGIN = "# node-customize: begin of the site's servers";
  private static final String END = "# node-customize: end of the site's servers";
  private static final String OFF = "# node-customize: was ";
  private static final String TIMESYNCD =
      "/usr/lib/systemd/timesyncd.conf.d/50-node-customize.conf";

  private static final Pattern OPTION = Pattern.compile("[a-z]+( [A-Za-z0-9.+-]+)?");

  /** Lines that name a source of time. */
  private static final Pattern SOURCE = Pattern.compile("\\s*(server|pool|peer)\\s+.*");

  public TimeServers {
    servers = List.copyOf(servers);
    pools = List.copyOf(pools);
    options = List.copyOf(options);
  }

  @Override
  public String title() {
    return "set the time servers " + all();
  }

  private String all() {
    List<String> names = new ArrayList<>(servers);
    names.addAll(pools);
    return String.join(", ", names);
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    check();
    Edits edits = new Edits(tree);
    Optional<String> file =
        List.of("/etc/chrony.conf", "/etc/chrony/chrony.conf", "/etc/ntp.conf").stream()
            .filter(edits::exists)
            .findFirst();
    if (file.isPresent()) {
      replace(edits, file.get());
    } else if (edits.exists("/usr/lib/systemd/systemd-timesyncd")) {
      String names = all().replace(", ", " ");
      edits.file(TIMESYNCD, OwnFile.HEADER + "\n[Time]\nNTP=" + names + "\n", 0644);
    } else {
      throw Wrong.wish(
          origin,
          "nothing in the image keeps the time: there is no chrony, ntpd or systemd-timesyncd",
          "install the package chrony");
    }
    events.notice(
        "%s: timezone --ntpservers of a kickstart makes the installer write its own; leave it out or name the same"
            .formatted(origin));
  }

  private void replace(Edits edits, String file) {
    List<String> lines = new ArrayList<>();
    boolean inBlock = false;
    for (String line : edits.lines(file)) {
      if (line.equals(BEGIN)) {
        inBlock = true;
      } else if (line.equals(END)) {
        inBlock = false;
      } else if (!inBlock) {
        lines.add(replace && SOURCE.matcher(line).matches() ? OFF + line.strip() : line);
      }
    }
    lines.add(BEGIN);
    String rest = options.stream().map(option -> " " + option).collect(Collectors.joining());
    servers.forEach(name -> lines.add("server " + name + rest));
    pools.forEach(name -> lines.add("pool " + name + rest));
    lines.add(END);
    edits.edit(file, lines);
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    List<String> names = new ArrayList<>(servers);
    names.addAll(pools);
    if (names.isEmpty()) {
      problems.add(origin.problem("no time server is named"));
    }
    for (String name : names) {
      if (!IpAddress.isAddress(name) && !IpAddress.isName(name)) {
        problems.add(
            origin
                .problem("not a name or an address: \"" + name + "\"")
                .withHint("for instance ntp.example.com or 192.0.2.1"));
      }
    }
    for (String option : options) {
      if (!OPTION.matcher(option).matches()) {
        problems.add(
            origin
                .problem("not an option of a time server: \"" + option + "\"")
                .withHint("for instance iburst or maxpoll 10"));
      }
    }
    for (String name : pools) {
      if (IpAddress.isAddress(name)) {
        problems.add(origin.problem("a pool has a name: \"" + name + "\" is one server's address"));
      }
    }
    Wrong.check(problems);
  }
}
