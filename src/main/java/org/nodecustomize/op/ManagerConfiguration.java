package org.nodecustomize.op;

import java.util.Optional;

/**
 * The configuration that dnf and yum are given instead of the image's own: no plugin (imgbased's
 * would store every package in /var and install it again into every later layer), no repository of
 * the image, and caches, logs and state in the run's own directory, so that a transaction leaves
 * nothing but the packages.
 *
 * <p>What the image's administrator decided about packages ({@code exclude}, {@code
 * protected_packages} and the like) is carried over from the image's own main section; not {@code
 * skip_broken}, since a package that was asked for goes in or the run fails.
 */
final class ManagerConfiguration {
  private static final String CARRIED =
      "exclude|excludepkgs|protected_packages|installonly_limit|installonlypkgs|multilib_policy"
          + "|exactarch|obsoletes|distroverpkg|best|bugtracker_url";

  /**
   * Prints the carried options of the first main section; a value goes on in the lines that begin
   * with white space, as Python's configparser has it.
   */
  private static final String CARRY =
      """
      /^\\[main\\]/,/^\\[/{
      /^\\[main\\]/b
      :option
      /^\\[/q
      /^(%s)[[:space:]]*[=:]/{
      p
      :more
      n
      /^[[:space:]]+[^[:space:]]/{
      p
      b more
      }
      b option
      }
      }
      """
          .formatted(CARRIED);

  private final String scratch;

  ManagerConfiguration(String scratch) {
    this.scratch = scratch;
  }

  /** Where the configuration is written. */
  String file() {
    return scratch + "/manager.conf";
  }

  /**
   * Shell commands that write configuration and repository.
   *
   * @param own the image's own configuration file, an absolute path
   */
  String script(String own, InstallPackages operation, String additions) {
    StringBuilder script = new StringBuilder();
    script.append(
        "mkdir -p %1$s/cache %1$s/persist %1$s/log %1$s/repos.d %1$s/tmp\n".formatted(scratch));
    script.append("{ cat <<'END'\n[main]\n");
    script.append("cachedir=%s/cache\n".formatted(scratch));
    script.append("persistdir=%s/persist\n".formatted(scratch));
    script.append("reposdir=%s/repos.d\n".formatted(scratch));
    script.append("keepcache=0\nplugins=0\ncolor=never\ngpgcheck=0\nlocalpkg_gpgcheck=0\n");
    script.append(operation.documentation() ? "tsflags=\n" : "tsflags=nodocs\n");
    script.append(additions);
    script.append("END\n");
    script.append(
        "[ ! -f %1$s ] || sed -n -E %2$s %1$s\n"
            .formatted(ShellWord.quote(own), ShellWord.quote(CARRY)));
    script.append("} >%s\n".formatted(file()));
    repository(operation.repository())
        .ifPresent(
            text ->
                script.append(
                    "cat >%s/repos.d/node-customize.repo <<'END'\n%sEND\n"
                        .formatted(scratch, text)));
    return script.toString();
  }

  private static Optional<String> repository(Optional<String> directory) {
    return directory.map(
        path ->
            """
            [node-customize]
            name=packages given to node-customize
            baseurl=file://%s
            enabled=1
            gpgcheck=0
            """
                .formatted(path));
  }

  /**
   * Environment of every package manager run: python must not leave compiled modules in the image,
   * and programs that need room for a moment must not take it from the image.
   */
  static String environment(String scratch) {
    return """
        export HOME=/root LC_ALL=C TERM=dumb PYTHONDONTWRITEBYTECODE=1
        mkdir -p %1$s/tmp && export TMPDIR=%1$s/tmp
        """
        .formatted(scratch);
  }
}
