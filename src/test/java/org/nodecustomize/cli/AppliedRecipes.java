package org.nodecustomize.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nodecustomize.ProgramRun;

/**
 * Every recipe of {@code customizations}, applied to a sample, each by itself; and what the programs
 * of the images made of it. A recipe that fails does not keep the others from being looked at.
 */
final class AppliedRecipes implements AutoCloseable {
  /** The image without any recipe. */
  static final String BASE = "base";

  private static final String EPOCH = "1767225600";

  private static final String QUESTIONS =
      """
      echo '=== accounts'; pwck -r; grpck -r
      echo '=== operator'; id operator1
      [ -s /usr/lib/tmpfiles.d/50-node-customize.conf ] && tail -n 1 /usr/lib/tmpfiles.d/50-node-customize.conf
      echo '=== zone'; date -d '2026-01-15 12:00Z' +%Z
      echo '=== packages'; rpm -qa | grep -v gpg-pubkey | sort
      echo '=== dependencies'; rpm -Va --nofiles
      echo '=== nc-caps'; rpm -V nc-caps; getcap /usr/bin/nc-caps-raw
      echo '=== nc-demo-agent'; rpm -V nc-demo-agent
      echo '=== repositories'; if [ -x /usr/bin/dnf ]; then f=dnf; else f=yum; fi
      [ -e /etc/yum.repos.d/acme-monitoring.repo ] && $f -C -q repolist all 2>&1 | grep acme
      echo '=== authority'; trust list --filter=ca-anchors | grep -c 'label: Example Site CA'
      echo '=== units'
      if [ -e /usr/lib/systemd/system/nc-demo-agent.service ] && command -v systemd-analyze >/dev/null; then
        systemd-analyze verify nc-demo-agent.service 2>&1 | grep nc-demo
      fi
      echo '=== extended'; command -v systemd-delta >/dev/null && systemd-delta --no-pager --type=extended 2>&1
      echo '=== tmpfiles'
      if [ -e /usr/lib/tmpfiles.d/50-node-customize.conf ] && command -v systemd-tmpfiles >/dev/null; then
        chown root:root /var/lib/nc-demo-agent
        systemd-tmpfiles --create 50-node-customize.conf
        stat -c '%a %U %G' /var/lib/nc-demo-agent
      fi
      echo '=== keyfiles'
      for file in /etc/NetworkManager/system-connections/storage-*; do
        [ -f "$file" ] || continue
        python=python; command -v python >/dev/null || python=python3
        $python -c '
      try:
          import configparser
      except ImportError:
          import ConfigParser as configparser
      import os, sys
      file = configparser.RawConfigParser(strict=False) if sys.version_info[0] > 2 else configparser.RawConfigParser()
      file.read(sys.argv[1])
      print("%s %o %s %s" % (file.get("connection", "id"), os.stat(sys.argv[1]).st_mode & 511,
          file.get("connection", "type"), len(file.get("connection", "uuid"))))
      ' "$file"
      done
      echo '=== initramfs'
      for file in /boot/initramfs-*.img; do
        if command -v lsinitrd >/dev/null; then lsinitrd "$file" 2>&1 | grep -o 'usr/lib/systemd/systemd$'; else
          zcat "$file" | grep -ao 'loop$'; fi
      done
      echo '=== end'
      """;

  private final Path directory;
  private final Map<Recipe, Applied> applied = new EnumMap<>(Recipe.class);
  private Map<String, Map<String, String>> answers = Map.of();

  /**
   * A recipe that was applied.
   *
   * @param image what came out
   * @param inner the file system in it
   * @param run how it went
   * @param again how the same went with what came out as the input
   */
  record Applied(
      Recipe recipe, Path image, Path inner, ProgramRun.Ended run, ProgramRun.Ended again) {}

  private AppliedRecipes(Path directory) {
    this.directory = directory;
  }

  static AppliedRecipes on(Sample sample) throws IOException, InterruptedException {
    AppliedRecipes recipes = new AppliedRecipes(Files.createTempDirectory("applied-recipes"));
    try {
      recipes.apply(sample);
    } catch (IOException | InterruptedException | AssertionError e) {
      recipes.close();
      throw e;
    }
    return recipes;
  }

  private void apply(Sample sample) throws IOException, InterruptedException {
    Path work = Files.createDirectory(directory.resolve("work"));
    Map<String, Path> inner = new LinkedHashMap<>();
    inner.put(BASE, HostTools.inner(sample.image(), directory.resolve(BASE)));
    for (Recipe recipe : Recipe.values()) {
      Path image = directory.resolve(recipe + ".squashfs");
      ProgramRun.Ended run = run(work, recipe, sample, sample.image(), image);
      if (run.exitCode() == 0) {
        inner.put(recipe.title(), HostTools.inner(image, directory.resolve(recipe.title())));
      }
      ProgramRun.Ended again =
          run.exitCode() == 0
              ? run(work, recipe, sample, image, directory.resolve(recipe + "-again.squashfs"))
              : run;
      applied.put(
          recipe,
          new Applied(recipe, image, inner.getOrDefault(recipe.title(), image), run, again));
      new ProgramRun(work).requireNothingLeft();
    }
    answers = ImageShell.ask(inner, QUESTIONS, directory);
  }

  private ProgramRun.Ended run(
      Path work, Recipe recipe, Sample sample, Path image, Path output)
      throws IOException, InterruptedException {
    List<Object> arguments = new ArrayList<>(List.of("apply"));
    arguments.addAll(recipe.arguments(sample, directory));
    arguments.addAll(List.of(image, "-o", output));
    ProgramRun program = new ProgramRun(work).with("SOURCE_DATE_EPOCH", EPOCH);
    // EL 7 has a real dracut, which takes its time in an emulated machine.
    return program.end(program.start(arguments.toArray()), 900);
  }

  Applied get(Recipe recipe) {
    return Objects.requireNonNull(applied.get(recipe));
  }

  /** What the second run wrote. */
  Path again(Recipe recipe) {
    return directory.resolve(recipe + "-again.squashfs");
  }

  /** Runs another command, where temporary files are out of the way. */
  ProgramRun program() {
    return new ProgramRun(directory.resolve("work"));
  }

  /** What the image's programs said to a question. */
  String answer(Recipe recipe, String question) {
    return answer(recipe.title(), question);
  }

  /** What the programs of the image without a recipe said. */
  String answerOfBase(String question) {
    return answer(BASE, question);
  }

  private String answer(String image, String question) {
    Map<String, String> parts = answers.getOrDefault(image, new TreeMap<>());
    return Objects.requireNonNull(
        parts.get(question), () -> image + " did not answer " + question + ": " + parts);
  }

  /** The content of a file, read by debugfs. */
  String file(Recipe recipe, String path) {
    return HostTools.debugfs(get(recipe).inner(), "cat " + path);
  }

  /** Mode, owner and more of a path, as debugfs tells. */
  String stat(Recipe recipe, String path) {
    return HostTools.debugfs(get(recipe).inner(), "stat " + path).replaceAll(" +", " ");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
