package org.nodecustomize.site.recipe;

import java.util.List;
import org.nodecustomize.site.yaml.SourceText;
import org.nodecustomize.site.yaml.YamlNode;

/**
 * A recipe as it is written, with those that it includes.
 *
 * @param included in the order in which it names them, without those that were read before
 */
record RecipeFile(SourceText source, YamlNode.Mapping content, List<RecipeFile> included) {
  RecipeFile {
    included = List.copyOf(included);
  }
}
