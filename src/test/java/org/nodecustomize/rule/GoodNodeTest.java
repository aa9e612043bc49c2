package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.image.LayoutProfile;

/** Good trees of every profile pass every rule, alone and beside their base. */
class GoodNodeTest extends RuleTest {

  @ParameterizedTest
  @EnumSource(LayoutProfile.class)
  void noRuleHasAnythingToSayOfAGoodTree(LayoutProfile one) {
    use(one);
    if (one == IMGBASED || one == NGN) {
      base.file("/usr/share/imgbase/build/meta/nvr", "ovirt-node-ng-4.5.4-0.20250101.0");
    }
    List<String> said = new ArrayList<>();
    for (boolean withBase : List.of(true, false)) {
      for (Rule rule : Catalogue.all()) {
        Outcome outcome = outcome(rule, withBase);
        if (outcome instanceof Outcome.Failed failed) {
          failed.findings().forEach(f -> said.add(f.rule() + " " + RuleTest.line(f)));
        } else if (outcome instanceof Outcome.CouldNotCheck unchecked) {
          said.add(RuleDescription.of(rule).id() + " could not check: " + unchecked.why());
        }
      }
    }
    assertEquals(List.of(), said);
  }

  @Test
  void aGoodTreeIsOfTheProfileThatItIsFor() {
    for (LayoutProfile one : LayoutProfile.values()) {
      assertEquals(one, LayoutProfile.detect(GoodNode.of(one)));
    }
  }
}
