package org.nodecustomize.rpm;

/**
 * Tags of the main header. Numbers and types: rpm's reference manual, "RPM Tags"
 * (https://rpm-software-management.github.io/rpm/manual/tags.html).
 */
public enum RpmTag implements HeaderTag {
  NAME(1000, Family.TEXT),
  VERSION(1001, Family.TEXT),
  RELEASE(1002, Family.TEXT),
  EPOCH(1003, Family.NUMBER),
  SUMMARY(1004, Family.TEXT),
  DESCRIPTION(1005, Family.TEXT),
  BUILDTIME(1006, Family.NUMBER),
  SIZE(1009, Family.NUMBER),
  VENDOR(1011, Family.TEXT),
  LICENSE(1014, Family.TEXT),
  OS(1021, Family.TEXT),
  ARCH(1022, Family.TEXT),
  PREIN(1023, Family.TEXT),
  POSTIN(1024, Family.TEXT),
  PREUN(1025, Family.TEXT),
  POSTUN(1026, Family.TEXT),
  OLDFILENAMES(1027, Family.TEXT),
  SOURCERPM(1044, Family.TEXT),
  PROVIDENAME(1047, Family.TEXT),
  REQUIREFLAGS(1048, Family.NUMBER),
  REQUIRENAME(1049, Family.TEXT),
  REQUIREVERSION(1050, Family.TEXT),
  CONFLICTFLAGS(1053, Family.NUMBER),
  CONFLICTNAME(1054, Family.TEXT),
  CONFLICTVERSION(1055, Family.TEXT),
  TRIGGERSCRIPTS(1065, Family.TEXT),
  VERIFYSCRIPT(1079, Family.TEXT),
  PREINPROG(1085, Family.TEXT),
  POSTINPROG(1086, Family.TEXT),
  PREUNPROG(1087, Family.TEXT),
  POSTUNPROG(1088, Family.TEXT),
  OBSOLETENAME(1090, Family.TEXT),
  VERIFYSCRIPTPROG(1091, Family.TEXT),
  TRIGGERSCRIPTPROG(1092, Family.TEXT),
  PROVIDEFLAGS(1112, Family.NUMBER),
  PROVIDEVERSION(1113, Family.TEXT),
  OBSOLETEFLAGS(1114, Family.NUMBER),
  OBSOLETEVERSION(1115, Family.TEXT),
  DIRINDEXES(1116, Family.NUMBER),
  BASENAMES(1117, Family.TEXT),
  DIRNAMES(1118, Family.TEXT),
  PAYLOADFORMAT(1124, Family.TEXT),
  PAYLOADCOMPRESSOR(1125, Family.TEXT),
  PAYLOADFLAGS(1126, Family.TEXT),
  PRETRANS(1151, Family.TEXT),
  POSTTRANS(1152, Family.TEXT),
  PRETRANSPROG(1153, Family.TEXT),
  POSTTRANSPROG(1154, Family.TEXT),
  LONGSIZE(5009, Family.NUMBER),
  RECOMMENDNAME(5046, Family.TEXT),
  RECOMMENDVERSION(5047, Family.TEXT),
  RECOMMENDFLAGS(5048, Family.NUMBER),
  FILETRIGGERSCRIPTS(5066, Family.TEXT),
  FILETRIGGERSCRIPTPROG(5067, Family.TEXT),
  TRANSFILETRIGGERSCRIPTS(5076, Family.TEXT),
  TRANSFILETRIGGERSCRIPTPROG(5077, Family.TEXT),
  PAYLOADDIGEST(5092, Family.TEXT),
  PAYLOADDIGESTALGO(5093, Family.NUMBER),
  PREUNTRANS(5104, Family.TEXT),
  POSTUNTRANS(5105, Family.TEXT),
  PREUNTRANSPROG(5106, Family.TEXT),
  POSTUNTRANSPROG(5107, Family.TEXT);

  private final int number;
  private final Family family;

  RpmTag(int number, Family family) {
    this.number = number;
    this.family = family;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public Family family() {
    return family;
  }
}
