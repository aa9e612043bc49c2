package org.nodecustomize.rule;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.etc.BothEtcTrees;
import org.nodecustomize.rule.etc.ChangedType;
import org.nodecustomize.rule.etc.DeadPreset;
import org.nodecustomize.rule.etc.EtcNotMirrored;
import org.nodecustomize.rule.etc.IdenticalOverride;
import org.nodecustomize.rule.etc.IgnoredName;
import org.nodecustomize.rule.etc.InstallerOverwrites;
import org.nodecustomize.rule.etc.InvisibleChange;
import org.nodecustomize.rule.etc.LossyInstallerCopy;
import org.nodecustomize.rule.etc.MaskingSnippet;
import org.nodecustomize.rule.etc.MergeLitter;
import org.nodecustomize.rule.etc.MetadataOnlyChange;
import org.nodecustomize.rule.etc.PristineOnlyChange;
import org.nodecustomize.rule.etc.PristineTypeMismatch;
import org.nodecustomize.rule.etc.RetargetedLink;
import org.nodecustomize.rule.etc.SpecialInEtc;
import org.nodecustomize.rule.etc.SshRootLogin;
import org.nodecustomize.rule.etc.StaleUsrEtc;
import org.nodecustomize.rule.etc.UnreadSnippet;
import org.nodecustomize.rule.etc.VendorPresetInEtc;
import org.nodecustomize.rule.etc.WholeFileOverride;
import org.nodecustomize.rule.place.BuildLitter;
import org.nodecustomize.rule.place.ChangedVarFile;
import org.nodecustomize.rule.place.CrossMountHardLink;
import org.nodecustomize.rule.place.FstabInImage;
import org.nodecustomize.rule.place.HiddenContent;
import org.nodecustomize.rule.place.ImgbasedState;
import org.nodecustomize.rule.place.LostVarOwner;
import org.nodecustomize.rule.place.RealUsrLocal;
import org.nodecustomize.rule.place.RootHomeContent;
import org.nodecustomize.rule.place.RpmDatabaseLocation;
import org.nodecustomize.rule.place.StorageDomainInRoot;
import org.nodecustomize.rule.place.UnmanagedTopLevel;
import org.nodecustomize.rule.place.UsrMergeLinks;
import org.nodecustomize.rule.place.VarRegularFile;
import org.nodecustomize.rule.place.VarRunLinks;

/** Every rule there is, sorted by its number; a test holds that none is missing. */
public final class Catalogue {
  private static final List<Rule> RULES =
      List.of(
          new EtcNotMirrored(),
          new PristineOnlyChange(),
          new VendorPresetInEtc(),
          new StaleUsrEtc(),
          new IdenticalOverride(),
          new PristineTypeMismatch(),
          new RetargetedLink(),
          new ChangedType(),
          new WholeFileOverride(),
          new DeadPreset(),
          new BothEtcTrees(),
          new UnreadSnippet(),
          new MaskingSnippet(),
          new MergeLitter(),
          new InvisibleChange(),
          new IgnoredName(),
          new MetadataOnlyChange(),
          new SpecialInEtc(),
          new SshRootLogin(),
          new InstallerOverwrites(),
          new LossyInstallerCopy(),
          new UnmanagedTopLevel(),
          new HiddenContent(),
          new RootHomeContent(),
          new VarRegularFile(),
          new LostVarOwner(),
          new ChangedVarFile(),
          new VarRunLinks(),
          new RpmDatabaseLocation(),
          new BuildLitter(),
          new StorageDomainInRoot(),
          new ImgbasedState(),
          new CrossMountHardLink(),
          new UsrMergeLinks(),
          new FstabInImage(),
          new RealUsrLocal());

  private Catalogue() {}

  /** All rules. */
  public static List<Rule> all() {
    return RULES;
  }

  /** The rule with this number or name, for instance {@code NC101} or {@code etc-not-mirrored}. */
  public static Optional<Rule> find(String name) {
    return RULES.stream()
        .filter(
            rule -> {
              RuleDescription description = RuleDescription.of(rule);
              return description.id().equalsIgnoreCase(name) || description.slug().equals(name);
            })
        .findFirst();
  }
}
