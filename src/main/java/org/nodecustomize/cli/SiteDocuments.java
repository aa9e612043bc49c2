package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nodecustomize.report.SiteSchema;
import org.nodecustomize.site.recipe.ExampleRecipe;

/** Writes what the table of fields says about recipes, for people and for editors. */
final class SiteDocuments {
  private SiteDocuments() {}

  /**
   * Writes the schema and the example.
   *
   * @param arguments the directory to write to
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Files.writeString(directory.resolve("site.schema.json"), SiteSchema.text());
    Files.writeString(directory.resolve("example.yaml"), ExampleRecipe.text());
  }
}
