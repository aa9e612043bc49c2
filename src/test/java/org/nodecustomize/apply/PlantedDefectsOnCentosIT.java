package org.nodecustomize.apply;

/** The same defects in the sample of CentOS 7. */
class PlantedDefectsOnCentosIT extends PlantedDefectsIT {
  @Override
  String sample() {
    return "centos7";
  }
}
