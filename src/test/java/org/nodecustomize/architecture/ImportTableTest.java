package org.nodecustomize.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of rooms of docs/architecture.md. */
class ImportTableTest {
  private static final String ROOT = "org.nodecustomize.";

  /** From the top to the bottom; a package imports only packages below its own row. */
  private static final List<Set<String>> ROWS =
      List.of(
          Set.of("cli"),
          Set.of("apply"),
          Set.of("report"),
          Set.of("plan"),
          Set.of("site"),
          Set.of("seal"),
          Set.of("rule"),
          Set.of("op"),
          Set.of("image"),
          Set.of("disk"),
          Set.of("squashfs"),
          Set.of("guestfs"),
          Set.of("ext4"),
          Set.of("tree"),
          Set.of("rpm"),
          Set.of("proc"),
          Set.of("event"),
          Set.of("diag"));

  /** Libraries and the packages that may import them. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "picocli..", Set.of("cli"),
          "com.sun.jna..", Set.of("guestfs"),
          "com.fasterxml.jackson..", Set.of("report"),
          "org.yaml.snakeyaml..", Set.of("site"),
          "org.bouncycastle..", Set.of("rpm"),
          "org.tukaani.xz..", Set.of("squashfs", "guestfs", "image", "rpm"),
          "com.github.luben.zstd..", Set.of("squashfs", "guestfs", "image", "rpm"),
          "net.jpountz..", Set.of("squashfs", "guestfs"),
          "io.airlift.compress..", Set.of("squashfs"),
          "org.apache.commons.compress..", Set.of("image", "tree", "rpm", "op"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.nodecustomize");

  @Test
  void everyPackageIsARoomOfTheTable() {
    Set<String> rooms = ROWS.stream().flatMap(Set::stream).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    CLASSES.forEach(
        type -> {
          String room = type.getPackageName().substring(ROOT.length()).split("\\.", -1)[0];
          if (!rooms.contains(room)) {
            unknown.add(room);
          }
        });
    assertEquals(Set.of(), unknown);
  }

  @Test
  void aPackageImportsOnlyPackagesBelowIt() {
    for (int row = 0; row < ROWS.size(); row++) {
      for (String room : ROWS.get(row)) {
        List<String> above = new ArrayList<>();
        for (int other = 0; other <= row; other++) {
          ROWS.get(other).stream()
              .filter(name -> !name.equals(room))
              .forEach(name -> above.add(ROOT + name + ".."));
        }
        if (!above.isEmpty()) {
          noClasses()
              .that()
              .resideInAPackage(ROOT + room + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(above.toArray(String[]::new))
              .allowEmptyShould(true)
              .check(CLASSES);
        }
      }
    }
  }

  @Test
  void aLibraryIsImportedOnlyByItsOwner() {
    LIBRARIES.forEach(
        (library, owners) ->
            noClasses()
                .that()
                .resideOutsideOfPackages(
                    owners.stream().map(owner -> ROOT + owner + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .check(CLASSES));
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void onlyASessionTalksToServers() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "apply..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
  }

  @Test
  void onlyProcStartsPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "proc..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(CLASSES);
  }

  @Test
  void thereIsNoStaticMutableState() {
    classes().should(new NoStaticMutableFields()).check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    Path sources = Path.of("src/main/java/org/nodecustomize");
    try (Stream<Path> rooms = Files.walk(sources)) {
      List<Path> unmarked =
          rooms
              .filter(Files::isDirectory)
              .filter(room -> !room.equals(sources))
              .filter(room -> !isNullMarked(room))
              .toList();
      assertEquals(List.of(), unmarked);
    }
  }

  @Test
  void noFileOutgrowsFiveHundredLines() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        int lines = Files.readAllLines(file).size();
        assertTrue(lines <= 500, () -> file + " has " + lines + " lines");
      }
    }
  }

  private static boolean isNullMarked(Path room) {
    try {
      return Files.readString(room.resolve("package-info.java")).contains("@NullMarked");
    } catch (IOException e) {
      return false;
    }
  }
}
