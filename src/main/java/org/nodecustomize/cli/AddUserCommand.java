package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.recipe.ItemWish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node-customize add-user}. */
@Command(
    name = "add-user",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize add-user [options] NAME IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {"Makes a user in a copy of an image, or changes one that is there."})
final class AddUserCommand extends SiteVerb {
  @Parameters(
      paramLabel = "NAME IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The name, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--uid",
      paramLabel = "NUMBER",
      description = "Its number. Default: the next free one.")
  private Optional<String> uid = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Its primary group. Default: one of the same name.")
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--groups",
      paramLabel = "GROUP",
      split = ",",
      description = "Further groups. Repeatable, or separated by commas.")
  private List<String> groups = List.of();

  @Option(names = "--comment", paramLabel = "TEXT", description = "Who it is.")
  private Optional<String> comment = Optional.empty();

  @Option(names = "--home", paramLabel = "DIR", description = "Its home directory.")
  private Optional<String> home = Optional.empty();

  @Option(
      names = "--shell",
      paramLabel = "FILE",
      description = "Its shell, which the image must have.")
  private Optional<String> shell = Optional.empty();

  @Option(
      names = "--password-hash",
      paramLabel = "HASH",
      description = "A hash as 'openssl passwd -6' prints it. Default: the account is locked.")
  private Optional<String> password = Optional.empty();

  @Option(
      names = "--ssh-key",
      paramLabel = "FILE",
      description = "A file with public keys for logging in. Repeatable.")
  private List<Path> keys = List.of();

  @Option(names = "--system", description = "An account for a service: a small number, no home.")
  private boolean system;

  @Option(names = "--create-home", description = "Make the home directory in the image.")
  private boolean createHome;

  @Override
  List<String> arguments() {
    return arguments;
  }

  @Override
  Shape shape() {
    return new Shape(1, 1, "a name and an image");
  }

  @Override
  Site site(List<String> words) {
    return wishes()
        .item(
            "users",
            ItemWish.EMPTY
                .with("name", "NAME", words.get(0))
                .with("uid", "--uid", uid)
                .with("group", "--group", group)
                .with("groups", "--groups", groups)
                .with("comment", "--comment", comment)
                .with("home", "--home", home)
                .with("shell", "--shell", shell)
                .with("password", "--password-hash", password)
                .with("sshKeys", "--ssh-key", keys.stream().map(Path::toString).toList())
                .with("system", "--system", system)
                .with("createHome", "--create-home", createHome))
        .site();
  }
}
