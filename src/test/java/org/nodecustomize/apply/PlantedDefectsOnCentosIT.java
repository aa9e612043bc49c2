package org.nodecustomize.apply;

/** Defects in the sample of CentOS 7, with rules that look at what EL 7 has in other ways. */
class PlantedDefectsOnCentosIT extends PlantedDefects {
  PlantedDefectsOnCentosIT() {
    super("centos7");
  }
}
