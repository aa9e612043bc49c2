package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual pages, one for the program and one for each command, from the same model that
 * {@code --help} shows, in the man(7) macros.
 */
final class ManualPages {
  private static final String PROGRAM = "node-customize";

  /** Where the first sentence of a description says enough for the name line. */
  private static final Pattern SUMMARY = Pattern.compile("([^,.:(;]*[^,.:(; ]).*");

  private static final Pattern EXIT_CODE = Pattern.compile("\\s*([0-9]{1,3})\\s+(\\S.*)");

  /** Variables that the program reads, in the words of people who set them. */
  private static final List<List<String>> ENVIRONMENT =
      List.of(
          List.of("TMPDIR", "Where large temporary files go; /var/tmp where it is not set."),
          List.of("SOURCE_DATE_EPOCH", "Seconds since 1970 that the output is to carry as time."),
          List.of("NO_COLOR", "If not empty, no colors."),
          List.of("XDG_CACHE_HOME", "Where what was found out about KVM is remembered; ~/.cache."),
          List.of("LIBGUESTFS_CACHEDIR", "Where libguestfs keeps the disk of its appliance."),
          List.of("JAVA_HOME", "The JDK or JRE to run with, 17 or later."),
          List.of("NODE_CUSTOMIZE_JAVA_OPTS", "More options for java, divided by blanks."));

  private final CommandSpec root;

  ManualPages(CommandSpec root) {
    this.root = root;
  }

  /**
   * Writes all pages.
   *
   * @param arguments the directory to write to
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    for (Map.Entry<String, String> page : new ManualPages(program()).pages().entrySet()) {
      Files.writeString(directory.resolve(page.getKey()), page.getValue());
    }
  }

  /** The commands of the program, which are not run. */
  static CommandSpec program() {
    Terminal terminal = Terminal.of(System.out, System.err, Map.of());
    return new CommandLine(new RootCommand(terminal)).getCommandSpec();
  }

  /** The pages by file name. */
  Map<String, String> pages() {
    Map<String, String> pages = new TreeMap<>();
    pages.put(PROGRAM + ".1", page(root));
    pages.put(RulesPage.fileName(), RulesPage.page());
    commands().forEach(command -> pages.put(fileName(command), page(command)));
    pages.put(SitePage.FILE, SitePage.text());
    return pages;
  }

  private List<CommandSpec> commands() {
    return root.subcommands().values().stream().map(CommandLine::getCommandSpec).toList();
  }

  private static String pageName(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private static String fileName(CommandSpec command) {
    return pageName(command) + ".1";
  }

  private String page(CommandSpec command) {
    Roff roff = new Roff();
    roff.title(pageName(command));
    roff.section("NAME");
    roff.raw(Roff.text(pageName(command)) + " \\- " + Roff.text(summary(command)));
    roff.section("SYNOPSIS");
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    roff.bold(help.synopsis(0).strip().replaceAll("\\s+", " "));
    roff.section("DESCRIPTION");
    roff.paragraphs(Arrays.asList(command.usageMessage().description()));
    arguments(roff, command);
    options(roff, command);
    if (command == root) {
      roff.section("COMMANDS");
      commands().forEach(one -> roff.entry(Roff.link(pageName(one)), summary(one)));
      environment(roff);
    }
    exitStatus(roff, command);
    seeAlso(roff, command);
    return roff.toString();
  }

  private static String summary(CommandSpec command) {
    String text = String.join(" ", command.usageMessage().description());
    Matcher matcher = SUMMARY.matcher(text);
    String first = matcher.matches() ? matcher.group(1) : text;
    return first.isEmpty() ? "" : Character.toLowerCase(first.charAt(0)) + first.substring(1);
  }

  private static void arguments(Roff roff, CommandSpec command) {
    List<PositionalParamSpec> shown =
        command.positionalParameters().stream().filter(one -> !one.hidden()).toList();
    if (!shown.isEmpty()) {
      roff.section("ARGUMENTS");
      shown.forEach(
          one -> roff.entry(Roff.italic(one.paramLabel()), String.join(" ", one.description())));
    }
  }

  private static void options(Roff roff, CommandSpec command) {
    roff.section("OPTIONS");
    command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .forEach(option -> roff.entry(names(option), String.join(" ", option.description())));
  }

  private static String names(OptionSpec option) {
    String names =
        Arrays.stream(option.names()).map(Roff::boldWord).collect(Collectors.joining(", "));
    return option.arity().max() == 0 ? names : names + "=" + Roff.italic(option.paramLabel());
  }

  private static void environment(Roff roff) {
    roff.section("ENVIRONMENT");
    ENVIRONMENT.forEach(line -> roff.entry(Roff.boldWord(line.get(0)), line.get(1)));
  }

  /** The program's help lists the codes, where a command has no others; a line that begins without one going on with the last. */
  private void exitStatus(Roff roff, CommandSpec command) {
    String[] own = command.usageMessage().footer();
    List<List<String>> codes = new ArrayList<>();
    for (String line : own.length > 0 ? own : root.usageMessage().footer()) {
      Matcher matcher = EXIT_CODE.matcher(line);
      if (matcher.matches()) {
        codes.add(List.of(matcher.group(1), matcher.group(2)));
      } else if (!codes.isEmpty()) {
        List<String> last = codes.remove(codes.size() - 1);
        codes.add(List.of(last.get(0), last.get(1) + " " + line.strip()));
      }
    }
    roff.section("EXIT STATUS");
    codes.forEach(code -> roff.entry(Roff.boldWord(code.get(0)), code.get(1)));
  }

  private void seeAlso(Roff roff, CommandSpec command) {
    List<String> others = new ArrayList<>();
    if (command == root) {
      commands().forEach(one -> others.add(Roff.link(pageName(one))));
    } else {
      others.add(Roff.link(PROGRAM));
    }
    roff.section("SEE ALSO");
    roff.raw(String.join(", ", others));
  }
}
