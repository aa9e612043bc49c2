package org.nodecustomize.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code node-customize}. */
@Command(
    name = "node-customize",
    description = {
      "Changes a liveimg offline: packages are added and removed inside it by its own package"
          + " manager, in an appliance, as a plain user; the result is a new liveimg that"
          + " anaconda installs."
    },
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize COMMAND [options]",
    commandListHeading = "%ncommands:%n",
    optionListHeading = "%noptions:%n",
    footerHeading = "%nexit codes:%n",
    footer = {
      "  0  done",
      "  1  an operation failed in the image, or a package was refused",
      "  2  wrong use of the command line; a named file does not exist or cannot be",
      "     read",
      "  3  the site file is wrong",
      "  4  layout rules failed",
      "  5  not an image, a bad or an unsupported one",
      "  6  this machine lacks something: a program, memory, disk space",
      " 70  a bug",
      "130  interrupted"
    },
    versionProvider = Version.class,
    subcommands = {
      AddRpmCommand.class,
      RemoveRpmCommand.class,
      ApplyCommand.class,
      PlanCommand.class,
      AddFileCommand.class,
      AddTreeCommand.class,
      RemoveFileCommand.class,
      AddUserCommand.class,
      AddGroupCommand.class,
      UnitsCommand.Enable.class,
      UnitsCommand.Disable.class,
      UnitsCommand.Mask.class,
      TrustCommand.class,
      SetCommand.class,
      RunCommand.class,
      ShellCommand.class,
      CreateCommand.class,
      InspectCommand.class,
      LsCommand.class,
      CatCommand.class,
      DiffCommand.class,
      WhyCommand.class,
      VerifyCommand.class,
      CheckCommand.class,
      RulesCommand.class,
      ExplainCommand.class,
      DoctorCommand.class,
      ApplianceCommand.class,
      CompletionCommand.class
    })
final class RootCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  RootCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command");
  }
}
