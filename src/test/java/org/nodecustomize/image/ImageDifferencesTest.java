package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.tree.MemoryTree;

class ImageDifferencesTest {

  private static List<InstalledPackage> packages(String... nevras) {
    return Stream.of(nevras)
        .map(
            text -> {
              String[] part = text.split(" ", -1);
              return new InstalledPackage(new Nevra(part[0], 0, part[1], "1", part[2]), 1, 1);
            })
        .toList();
  }

  private static List<String> packages(
      List<InstalledPackage> before, List<InstalledPackage> after) {
    return PackageDifference.between(before, after).stream()
        .map(
            d ->
                d.kind()
                    + d.before().map(n -> " " + n).orElse("")
                    + d.after().map(n -> " -> " + n).orElse(""))
        .toList();
  }

  @Test
  void packagesComeAndGoAndChange() {
    assertEquals(
        List.of(
            "REPLACED arch-1-1.noarch -> arch-1-1.x86_64",
            "ADDED -> come-1-1.noarch",
            "DOWNGRADED down-2-1.noarch -> down-1-1.noarch",
            "REMOVED gone-1-1.noarch",
            "UPGRADED up-1-1.noarch -> up-2-1.noarch"),
        packages(
            packages(
                "same 1 noarch", "gone 1 noarch", "up 1 noarch", "down 2 noarch", "arch 1 noarch"),
            packages(
                "same 1 noarch",
                "come 1 noarch",
                "up 2 noarch",
                "down 1 noarch",
                "arch 1 x86_64")));
  }

  @Test
  void aSecondKernelWasAdded() {
    assertEquals(
        List.of("ADDED -> kernel-2-1.x86_64"),
        packages(packages("kernel 1 x86_64"), packages("kernel 1 x86_64", "kernel 2 x86_64")));
    assertEquals(
        List.of(
            "REMOVED kernel-1-1.x86_64", "REMOVED kernel-2-1.x86_64", "ADDED -> kernel-3-1.x86_64"),
        packages(packages("kernel 1 x86_64", "kernel 2 x86_64"), packages("kernel 3 x86_64")));
  }

  @Test
  void eachArchitectureChangesByItself() {
    assertEquals(
        List.of(
            "UPGRADED lib-1-1.i686 -> lib-2-1.i686", "UPGRADED lib-1-1.x86_64 -> lib-2-1.x86_64"),
        packages(packages("lib 1 x86_64", "lib 1 i686"), packages("lib 2 x86_64", "lib 2 i686")));
  }

  private static List<String> told(List<FactChange> changes) {
    return changes.stream()
        .map(c -> c.name() + ": " + c.before().orElse("-") + " -> " + c.after().orElse("-"))
        .toList();
  }

  private static MemoryTree units() {
    return new MemoryTree()
        .file("/usr/lib/systemd/system/a.service", "")
        .file("/usr/lib/systemd/system/b.service", "")
        .file("/usr/lib/systemd/system/c@.service", "")
        .directory("/etc/systemd/system/multi-user.target.wants")
        .symbolicLink(
            "/etc/systemd/system/default.target", "/lib/systemd/system/multi-user.target");
  }

  private static List<String> units(Consumer<MemoryTree> change) {
    MemoryTree after = units();
    change.accept(after);
    return told(UnitStates.between(units(), after));
  }

  @Test
  void linksEnableUnits() {
    String wants = "/etc/systemd/system/multi-user.target.wants/";
    assertEquals(List.of(), units(tree -> {}));
    assertEquals(
        List.of("a.service: disabled -> enabled (wanted by multi-user.target)"),
        units(tree -> tree.symbolicLink(wants + "a.service", "/usr/lib/systemd/system/a.service")));
    assertEquals(
        List.of("c@tty1.service: disabled -> enabled (wanted by multi-user.target)"),
        units(
            tree ->
                tree.symbolicLink(wants + "c@tty1.service", "/usr/lib/systemd/system/c@.service")));
    assertEquals(
        List.of("gone.service: - -> enabled (wanted by multi-user.target)"),
        units(
            tree ->
                tree.symbolicLink(wants + "gone.service", "/usr/lib/systemd/system/gone.service")));
    assertEquals(
        List.of("b.service: disabled -> enabled (alias dbus-org.b.service)"),
        units(
            tree ->
                tree.symbolicLink(
                    "/etc/systemd/system/dbus-org.b.service",
                    "/usr/lib/systemd/system/b.service")));
  }

  @Test
  void linksMaskUnits() {
    assertEquals(
        List.of("a.service: disabled -> masked", "b.service: disabled -> masked"),
        units(
            tree ->
                tree.symbolicLink("/etc/systemd/system/a.service", "/dev/null")
                    .file("/etc/systemd/system/b.service", "")));
    assertEquals(
        List.of("a.service: disabled -> masked"),
        units(
            tree ->
                tree.symbolicLink("/etc/systemd/system/a.service", "/dev/null")
                    .symbolicLink(
                        "/etc/systemd/system/multi-user.target.wants/a.service",
                        "/usr/lib/systemd/system/a.service")));
  }

  @Test
  void aLinkThatTakesTheVendorsAwayDisablesAUnit() {
    String wants = "/etc/systemd/system/multi-user.target.wants/";
    assertEquals(
        List.of(
            "a.service: disabled -> disabled (vendor's link from multi-user.target taken away)",
            "b.service: disabled -> masked"),
        units(
            tree ->
                tree.symbolicLink(wants + "a.service", "/dev/null")
                    .symbolicLink("/etc/systemd/system/b.service", "../../../dev/null")));
    assertEquals(
        List.of("a.service: disabled -> enabled (wanted by graphical.target)"),
        units(
            tree ->
                tree.symbolicLink(wants + "a.service", "/dev/null")
                    .symbolicLink(
                        "/etc/systemd/system/graphical.target.wants/a.service",
                        "/usr/lib/systemd/system/a.service")));
  }

  @Test
  void theDefaultTargetIsAnAlias() {
    MemoryTree graphical =
        new MemoryTree()
            .file("/usr/lib/systemd/system/multi-user.target", "")
            .symbolicLink(
                "/etc/systemd/system/default.target", "/lib/systemd/system/graphical.target");
    assertEquals(
        List.of(
            "graphical.target: - -> enabled (alias default.target)",
            "multi-user.target: enabled (alias default.target) -> disabled"),
        told(UnitStates.between(units(), graphical)));
  }

  private static MemoryTree accounts(String passwd, String group, String shadow) {
    return new MemoryTree()
        .file("/etc/passwd", passwd)
        .file("/etc/group", group)
        .file("/etc/shadow", shadow);
  }

  @Test
  void accountsAreToldInWords() {
    assertEquals(
        List.of(
            "group new: - -> gid 7, members a,b",
            "group wheel: gid 10, members none -> gid 10, members a",
            "user a: uid 1, gid 1, \"\", home /, shell /bin/sh"
                + " -> uid 1, gid 1, \"\", home /, shell /bin/false",
            "user b: - -> uid 2, gid 2, \"B\", home /home/b, shell /bin/sh"),
        told(
            Accounts.between(
                accounts("a:x:1:1::/:/bin/sh\n", "wheel:x:10:\n", ""),
                accounts(
                    "a:x:1:1::/:/bin/false\nb:x:2:2:B:/home/b:/bin/sh\n",
                    "wheel:x:10:a\nnew:x:7:a,b\n",
                    "b:$6$secret:1::\n"))));
  }

  @Test
  void passwordsAreNeverShown() {
    String users =
        "a:x:1:1::/:/bin/sh\nb:x:2:2::/:/bin/sh\nc:x:3:3::/:/bin/sh\nd:x:4:4::/:/bin/sh\n";
    assertEquals(
        List.of(
            "password of user a: locked -> set",
            "password of user b: set -> set to another one",
            "password of user c: set -> empty"),
        told(
            Accounts.between(
                accounts(users, "", "a:!!:1::\nb:$6$one:1::\nc:$6$two:1::\nd:!!:1::\n"),
                accounts(users, "", "a:$6$new:1::\nb:$6$other:1::\nc::1::\nd:*:1::\n"))));
  }

  @Test
  void vendorsAccountsCountWhereEtcHasNone() {
    assertEquals(
        List.of("user a: - -> uid 1, gid 1, \"\", home /, shell /bin/sh"),
        told(
            Accounts.between(
                new MemoryTree(),
                new MemoryTree().file("/usr/etc/passwd", "a:x:1:1::/:/bin/sh\n"))));
  }

  @Test
  void namedValuesDifferByName() {
    assertEquals(
        List.of("a: 1 -> 2", "b: 3 -> -", "c: - -> 4"),
        told(
            FactChange.between(
                Map.of("a", "1", "b", "3", "d", "5"), Map.of("a", "2", "c", "4", "d", "5"))));
  }
}
