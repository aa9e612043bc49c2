package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.NamedValue;
import org.nodecustomize.site.Selinux;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;

class SetCommandTest {
  @Test
  void settingsAreTheRecordsOfARecipe() {
    Site site =
        SetCommand.wishes(
            List.of(
                "hostname=node1",
                "timezone=Europe/Berlin",
                "locale=en_US.UTF-8",
                "keymap=de",
                "selinux=permissive",
                "sysctl.net.ipv4.ip_forward=1",
                "sysctl.vm.swappiness=10",
                "kernel.arguments=nosmt=force quiet",
                "kernel.arguments=debug"));
    assertEquals("node1", site.settings().hostname().orElseThrow().value());
    assertEquals("Europe/Berlin", site.settings().timezone().orElseThrow().value());
    assertEquals("en_US.UTF-8", site.settings().locale().orElseThrow().value());
    assertEquals("de", site.settings().keymap().orElseThrow().value());
    assertEquals(Selinux.Mode.PERMISSIVE, site.selinux().mode().orElseThrow().value());
    assertEquals(
        List.of("net.ipv4.ip_forward=1", "vm.swappiness=10"),
        site.kernel().sysctl().stream().map(SetCommandTest::told).toList());
    assertEquals(
        List.of("nosmt=force", "quiet", "debug"),
        site.kernel().arguments().stream().map(Stated::value).toList());
  }

  private static String told(NamedValue one) {
    return one.name() + "=" + one.value();
  }

  @Test
  void whatIsWrongIsToldAtOnceInTheWordsOfTheRecipe() {
    List<String> told =
        assertThrows(
                UsageException.class,
                () ->
                    SetCommand.wishes(
                        List.of(
                            "hostnam=x",
                            "motd",
                            "keymap=de",
                            "keymap=us",
                            "hostname=-",
                            "selinux=off")))
            .problems()
            .stream()
            .map(problem -> problem.headline() + problem.hint().map(hint -> "|" + hint).orElse(""))
            .toList();
    assertEquals(
        List.of(
            "set: unknown key \"hostnam\"|did you mean \"hostname\"?",
            "set: expected KEY=VALUE but was \"motd\"",
            "set: \"keymap\" is set twice"),
        told.subList(0, 3));
    assertEquals(5, told.size(), told::toString);
    assertEquals(true, told.get(3).startsWith("set: hostname: "), told.get(3));
    assertEquals(true, told.get(4).startsWith("set: selinux.mode: "), told.get(4));
  }
}
