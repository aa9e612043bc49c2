package org.nodecustomize.rule;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.boot.BootLeftovers;
import org.nodecustomize.rule.boot.BootLoaderTools;
import org.nodecustomize.rule.boot.DracutLive;
import org.nodecustomize.rule.boot.GenericInitramfs;
import org.nodecustomize.rule.boot.InitramfsPresent;
import org.nodecustomize.rule.boot.KernelInBoot;
import org.nodecustomize.rule.boot.KernelModulesMatch;
import org.nodecustomize.rule.boot.KernelNameShape;
import org.nodecustomize.rule.boot.KernelPackage;
import org.nodecustomize.rule.boot.ManyKernels;
import org.nodecustomize.rule.boot.NewKernelPkg;
import org.nodecustomize.rule.boot.SecureBootChain;
import org.nodecustomize.rule.boot.StaleInitramfs;
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
import org.nodecustomize.rule.identity.AccountConsistency;
import org.nodecustomize.rule.identity.AccountNotInFactory;
import org.nodecustomize.rule.identity.DriftedId;
import org.nodecustomize.rule.identity.DuplicateId;
import org.nodecustomize.rule.identity.EmbeddedSecrets;
import org.nodecustomize.rule.identity.Entropy;
import org.nodecustomize.rule.identity.FactoryIdentity;
import org.nodecustomize.rule.identity.HostIdentity;
import org.nodecustomize.rule.identity.MachineId;
import org.nodecustomize.rule.identity.NetworkLeftovers;
import org.nodecustomize.rule.identity.OrphanOwner;
import org.nodecustomize.rule.identity.SshHostKeys;
import org.nodecustomize.rule.identity.StorageHostState;
import org.nodecustomize.rule.identity.UndeclaredAccount;
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
import org.nodecustomize.rule.service.DanglingUnitLink;
import org.nodecustomize.rule.service.DefaultTarget;
import org.nodecustomize.rule.service.EditedVendorUnit;
import org.nodecustomize.rule.service.EnabledWithoutPreset;
import org.nodecustomize.rule.service.EssentialUnits;
import org.nodecustomize.rule.service.FirstBootReliance;
import org.nodecustomize.rule.service.IneffectivePreset;
import org.nodecustomize.rule.service.PresetWithoutLink;
import org.nodecustomize.rule.service.UnitNameCollision;
import org.nodecustomize.rule.service.UnitVerification;
import org.nodecustomize.rule.service.UpdateStamps;
import org.nodecustomize.rule.service.WholeUnitOverride;

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
          new RealUsrLocal(),
          new AccountNotInFactory(),
          new UndeclaredAccount(),
          new DriftedId(),
          new DuplicateId(),
          new AccountConsistency(),
          new OrphanOwner(),
          new MachineId(),
          new SshHostKeys(),
          new Entropy(),
          new HostIdentity(),
          new NetworkLeftovers(),
          new EmbeddedSecrets(),
          new StorageHostState(),
          new FactoryIdentity(),
          new EnabledWithoutPreset(),
          new PresetWithoutLink(),
          new IneffectivePreset(),
          new DanglingUnitLink(),
          new WholeUnitOverride(),
          new EditedVendorUnit(),
          new UnitNameCollision(),
          new DefaultTarget(),
          new EssentialUnits(),
          new FirstBootReliance(),
          new UpdateStamps(),
          new UnitVerification(),
          new KernelInBoot(),
          new KernelModulesMatch(),
          new KernelPackage(),
          new InitramfsPresent(),
          new KernelNameShape(),
          new GenericInitramfs(),
          new DracutLive(),
          new BootLeftovers(),
          new BootLoaderTools(),
          new NewKernelPkg(),
          new ManyKernels(),
          new StaleInitramfs(),
          new SecureBootChain());

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
