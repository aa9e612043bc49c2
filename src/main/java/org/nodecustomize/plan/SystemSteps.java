package org.nodecustomize.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.op.system.FirewallZone;
import org.nodecustomize.op.system.HostName;
import org.nodecustomize.op.system.HostRepository;
import org.nodecustomize.op.system.Keymap;
import org.nodecustomize.op.system.LoginMessage;
import org.nodecustomize.op.system.NetworkConnection;
import org.nodecustomize.op.system.SelinuxBooleans;
import org.nodecustomize.op.system.SelinuxMode;
import org.nodecustomize.op.system.SelinuxModules;
import org.nodecustomize.op.system.SystemLocale;
import org.nodecustomize.op.system.TimeServers;
import org.nodecustomize.op.system.TimeZone;
import org.nodecustomize.op.system.TmpfilesRule;
import org.nodecustomize.op.system.TrustCertificates;
import org.nodecustomize.site.CertificateItem;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.Firewall;
import org.nodecustomize.site.KeyfileItem;
import org.nodecustomize.site.NamedValue;
import org.nodecustomize.site.RepositoryItem;
import org.nodecustomize.site.Selinux;
import org.nodecustomize.site.Settings;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.TmpfilesLine;
import org.nodecustomize.tree.Bytes;

/** The steps of the sections on settings: network, names, time, SELinux, trust, repositories. */
final class SystemSteps {
  private final List<Step> steps = new ArrayList<>();

  private SystemSteps() {}

  /**
   * The steps.
   *
   * @param now for telling certificates that are out of date
   */
  static List<Step> of(Site site, Instant now) {
    SystemSteps steps = new SystemSteps();
    site.network().keyfiles().forEach(steps::keyfile);
    steps.firewall(site.network().firewall());
    steps.settings(site.settings());
    steps.selinux(site.selinux());
    site.trust().forEach(one -> steps.certificate(one, now));
    site.repositories().forEach(steps::repository);
    steps.tmpfiles(site.tmpfiles());
    return steps.steps;
  }

  private void setting(TreeOperation operation) {
    steps.add(new Step.Edit(Phase.SETTINGS, operation));
  }

  private void keyfile(KeyfileItem item) {
    setting(
        NetworkConnection.ofText(
            item.origin(), item.name(), Contents.text(item.origin(), item.source())));
  }

  private void firewall(Firewall wish) {
    List<FirewallZone> zones = new ArrayList<>();
    wish.zones()
        .forEach(
            zone ->
                zones.add(
                    new FirewallZone(
                        Optional.of(zone.name()),
                        zone.target(),
                        zone.services(),
                        List.of(),
                        zone.ports(),
                        zone.sources(),
                        zone.interfaces())));
    boolean ofDefault =
        !wish.services().isEmpty() || !wish.ports().isEmpty() || !wish.removedServices().isEmpty();
    if (ofDefault) {
      zones.add(
          new FirewallZone(
              Optional.empty(),
              Optional.empty(),
              values(wish.services()),
              values(wish.removedServices()),
              values(wish.ports()),
              List.of(),
              List.of()));
    }
    if (!zones.isEmpty() || wish.defaultZone().isPresent()) {
      setting(
          new org.nodecustomize.op.system.Firewall(
              firewallOrigin(wish), wish.defaultZone().map(Stated::value), zones));
    }
  }

  /** The first wish of the section; the operation tells all of its problems by it. */
  private static Origin firewallOrigin(Firewall wish) {
    List<Origin> origins = new ArrayList<>();
    wish.defaultZone().ifPresent(one -> origins.add(one.origin()));
    wish.services().forEach(one -> origins.add(one.origin()));
    wish.removedServices().forEach(one -> origins.add(one.origin()));
    wish.ports().forEach(one -> origins.add(one.origin()));
    wish.zones().forEach(one -> origins.add(one.origin()));
    return origins.get(0);
  }

  private static List<String> values(List<Stated<String>> wishes) {
    return wishes.stream().map(Stated::value).toList();
  }

  private void settings(Settings wish) {
    wish.hostname().ifPresent(one -> setting(new HostName(one.origin(), one.value())));
    wish.timezone().ifPresent(one -> setting(new TimeZone(one.origin(), one.value())));
    wish.locale().ifPresent(one -> setting(new SystemLocale(one.origin(), one.value())));
    wish.keymap().ifPresent(one -> setting(new Keymap(one.origin(), one.value())));
    wish.ntp()
        .ifPresent(
            ntp ->
                setting(
                    new TimeServers(
                        ntp.origin(), ntp.servers(), ntp.pools(), ntp.options(), ntp.replace())));
    wish.motd()
        .ifPresent(
            one ->
                setting(
                    new LoginMessage(
                        one.origin(),
                        LoginMessage.When.AFTER_LOGIN,
                        "node-customize",
                        Contents.text(one.origin(), one.value()))));
  }

  private void selinux(Selinux wish) {
    wish.mode()
        .ifPresent(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.SELINUX,
                        new SelinuxMode(
                            one.origin(), SelinuxMode.Mode.valueOf(one.value().name())))));
    if (!wish.modules().isEmpty()) {
      Map<String, Bytes> modules = new LinkedHashMap<>();
      wish.modules()
          .forEach(
              one -> {
                ContentSource file =
                    new ContentSource.HostFile(one.value(), one.value().toFile().length(), false);
                modules.put(
                    String.valueOf(one.value().getFileName()), Contents.bytes(one.origin(), file));
              });
      Origin origin = wish.modules().get(0).origin();
      steps.add(
          new Step.Command(
              Phase.SELINUX,
              new Step.When.Once(Digests.of("selinux modules", modules)),
              new SelinuxModules(origin, modules).command()));
    }
    if (!wish.booleans().isEmpty()) {
      Map<String, Boolean> values = new TreeMap<>();
      wish.booleans().forEach(one -> values.put(one.name(), one.value().equals("on")));
      Origin origin = wish.booleans().get(0).origin();
      steps.add(
          new Step.Command(
              Phase.SELINUX,
              new Step.When.Once(
                  Digests.of(
                      "selinux booleans", Map.of("values", Digests.bytes(values.toString())))),
              new SelinuxBooleans(origin, values).command()));
    }
  }

  private void certificate(CertificateItem item, Instant now) {
    // The operation adds the suffix to what has none.
    String name = item.name().replaceFirst("^([^.]+)\\.pem$", "$1");
    steps.add(
        new Step.Edit(
            Phase.TRUST,
            new TrustCertificates(
                item.origin(), name, Contents.bytes(item.origin(), item.source()), now)));
    boolean first = steps.stream().noneMatch(Step.Command.class::isInstance);
    if (first || steps.stream().noneMatch(step -> isCommandOf(step, Phase.TRUST))) {
      steps.add(
          new Step.Command(
              Phase.TRUST, new Step.When.AfterEdits(), TrustCertificates.update(item.origin())));
    }
  }

  private static boolean isCommandOf(Step step, Phase phase) {
    return step instanceof Step.Command && step.phase() == phase;
  }

  private void repository(RepositoryItem item) {
    Map<String, String> options = new TreeMap<>();
    options.put("name", item.name());
    put(options, "baseurl", item.baseurls());
    item.metalink().ifPresent(value -> options.put("metalink", value));
    item.mirrorlist().ifPresent(value -> options.put("mirrorlist", value));
    options.put("gpgcheck", number(item.gpgcheck()));
    options.put("enabled", number(item.enabled()));
    if (!item.sslverify()) {
      options.put("sslverify", "0");
    }
    item.priority().ifPresent(value -> options.put("priority", Integer.toString(value)));
    put(options, "includepkgs", item.includepkgs());
    put(options, "excludepkgs", item.excludepkgs());
    Map<String, Bytes> keys = new TreeMap<>();
    List<String> urls = new ArrayList<>();
    for (RepositoryItem.Key key : item.gpgkeys()) {
      if (key instanceof RepositoryItem.KeyFile file) {
        String name = String.valueOf(file.path().getFileName());
        ContentSource source =
            new ContentSource.HostFile(file.path(), file.path().toFile().length(), false);
        keys.put(name, Contents.bytes(item.origin(), source));
        urls.add("file:///etc/pki/rpm-gpg/" + name);
      } else {
        urls.add(((RepositoryItem.KeyUrl) key).url());
      }
    }
    put(options, "gpgkey", urls);
    setting(new HostRepository(item.origin(), item.id(), options, keys));
  }

  private static void put(Map<String, String> options, String key, List<String> values) {
    if (!values.isEmpty()) {
      options.put(key, String.join(" ", values));
    }
  }

  private static String number(boolean value) {
    return value ? "1" : "0";
  }

  private void tmpfiles(List<TmpfilesLine> lines) {
    lines.forEach(one -> setting(new TmpfilesRule(one.origin(), one.line())));
  }

  /** Values by name, the last one of a name. */
  static Map<String, String> byName(List<NamedValue> values) {
    Map<String, String> map = new TreeMap<>();
    values.forEach(one -> map.put(one.name(), one.value()));
    return map;
  }
}
