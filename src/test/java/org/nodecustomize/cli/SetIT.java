package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Settings from the command line, read in the result by debugfs. */
class SetIT extends ProgramRuns {
  @Test
  void settingsAreWhereTheSystemReadsThemAndASecondTimeThereIsNothingToDo() throws Exception {
    Path output = directory.resolve("out.squashfs");
    List<String> settings =
        List.of(
            "hostname=node1.example.org",
            "timezone=Europe/Vienna",
            "locale=C.UTF-8",
            "keymap=us",
            "sysctl.net.ipv4.ip_forward=1",
            "sysctl.vm.swappiness=10");
    List<String> done =
        program()
            .succeed(line(Sample.ROCKY9.image(), settings, output))
            .out()
            .lines()
            .filter(line -> line.startsWith("set "))
            .toList();
    assertEquals(
        List.of(
            "set the host name node1.example.org",
            "set the time zone Europe/Vienna",
            "set the locale C.UTF-8",
            "set the keymap us",
            "set kernel parameters net.ipv4.ip_forward, vm.swappiness"),
        done);

    Path inner = HostTools.inner(output, directory.resolve("after"));
    assertEquals("node1.example.org\n", HostTools.debugfs(inner, "cat /etc/hostname"));
    assertTrue(setsOnce(HostTools.debugfs(inner, "cat /etc/locale.conf"), "LANG", "C.UTF-8"));
    assertTrue(setsOnce(HostTools.debugfs(inner, "cat /etc/vconsole.conf"), "KEYMAP", "us"));
    assertTrue(
        HostTools.debugfs(inner, "stat /etc/localtime")
            .contains("Fast link dest: \"../usr/share/zoneinfo/Europe/Vienna\""));
    // The time zone has to survive the next upgrade as well.
    assertTrue(
        HostTools.debugfs(inner, "stat /usr/share/factory/etc/localtime")
            .contains("Fast link dest: \"../usr/share/zoneinfo/Europe/Vienna\""));
    assertEquals(
        List.of("net.ipv4.ip_forward = 1", "vm.swappiness = 10"),
        HostTools.debugfs(inner, "cat /usr/lib/sysctl.d/90-node-customize.conf")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList());

    Path again = directory.resolve("again.squashfs");
    assertTrue(
        program().succeed(line(output, settings, again)).out().startsWith("nothing to do\n"));
    assertEquals(-1, Files.mismatch(output, again));
  }

  /** As a shell reads such a file. */
  private static boolean setsOnce(String file, String name, String value) {
    List<String> lines = file.lines().filter(line -> line.startsWith(name + "=")).toList();
    return lines.equals(List.of(name + "=" + value))
        || lines.equals(List.of("%s=\"%s\"".formatted(name, value)));
  }

  private static Object[] line(Path image, List<String> settings, Path output) {
    return Stream.of(List.of("set"), settings, List.of(image, "-o", output))
        .flatMap(List::stream)
        .toArray();
  }

  @Test
  void whatTheImageCannotTakeIsToldAtOnceAndNothingIsWritten() throws Exception {
    Path output = directory.resolve("out.squashfs");
    assertEquals(
        List.of(
            "set: error: locale: no locale \"xx_YY.UTF-8\" in the image",
            "hint: install the package glibc-langpack-xx",
            "set: error: the image has no grubby, which gives arguments to boot entries",
            "hint: bootloader --append=\"nosmt=force quiet\" in the kickstart, or install the"
                + " package grubby",
            "set: error: selinux.mode: the image has no SELinux policy: there is no"
                + " /etc/selinux/config",
            "hint: install the package selinux-policy-targeted"),
        program()
            .fail(
                1,
                line(
                    Sample.ROCKY9.image(),
                    List.of(
                        "locale=xx_YY.UTF-8",
                        "selinux=permissive",
                        "kernel.arguments=nosmt=force quiet"),
                    output))
            .complaint());
    assertFalse(Files.exists(output));
  }
}
