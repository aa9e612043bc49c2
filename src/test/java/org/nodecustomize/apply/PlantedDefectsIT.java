package org.nodecustomize.apply;

/** Defects in the sample of Rocky 9. */
class PlantedDefectsIT extends PlantedDefects {
  PlantedDefectsIT() {
    super("rocky9");
  }
}
