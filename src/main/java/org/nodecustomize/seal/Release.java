package org.nodecustomize.seal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Evr;

/**
 * Gives the image a name-version-release of its own. imgbased names volumes and boot entries by it:
 * the same one collides with the base image on a host, and a lower one is no upgrade.
 */
final class Release {
  /** Volume names have at most 55 characters, {@code +NN} for the layer included. */
  private static final int LONGEST = 52;

  private static final Pattern PARTS = Pattern.compile("(.+)-([^-]+)-([^-]+)");
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9_.][a-zA-Z0-9_.-]*");
  private static final Pattern SITE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.]*[A-Za-z0-9])?");
  private static final String PLACEHOLDER = "-image-update-placeholder";

  private final Sealing sealing;

  Release(Sealing sealing) {
    this.sealing = sealing;
  }

  private record Nvr(String name, String version, String release) {
    static Optional<Nvr> parse(String text) {
      Matcher matcher = PARTS.matcher(text);
      return matcher.matches()
          ? Optional.of(new Nvr(matcher.group(1), matcher.group(2), matcher.group(3)))
          : Optional.empty();
    }

    Evr evr() {
      return new Evr(0, version, release);
    }

    @Override
    public String toString() {
      return name + "-" + version + "-" + release;
    }
  }

  /** Returns whether the image was given another one now. */
  boolean seal() {
    if (sealing.options().release() instanceof ReleaseWish.Kept) {
      return false;
    }
    if (!sealing.before().exists(ImageFacts.NVR_FILE)) {
      sealing.notice(
          "the image has no name-version-release ("
              + ImageFacts.NVR_FILE
              + "): none is given to it");
      return false;
    }
    String text = Sealing.text(sealing.before(), ImageFacts.NVR_FILE).strip();
    Optional<Nvr> base = Nvr.parse(text);
    if (base.isEmpty()) {
      refuse("expected NAME-VERSION-RELEASE but was \"" + text + "\" [NC601]");
      return false;
    }
    Optional<Nvr> nvr = wished(base.get()).filter(wished -> isFit(base.get(), wished));
    if (nvr.isEmpty() || !sealing.file(ImageFacts.NVR_FILE, nvr.get().toString(), 0644)) {
      return false;
    }
    sealing.did(
        "NC602",
        ImageFacts.NVR_FILE,
        "now \"" + nvr.get() + "\": with that of the base image, hosts take it for installed");
    tellPlaceholder(base.get(), nvr.get());
    return true;
  }

  private Optional<Nvr> wished(Nvr base) {
    ReleaseWish wish = sealing.options().release();
    if (wish instanceof ReleaseWish.Given given) {
      Optional<Nvr> nvr = Nvr.parse(given.nvr());
      if (nvr.isEmpty()) {
        refuse("expected NAME-VERSION-RELEASE but was \"" + given.nvr() + "\" [NC601]");
      }
      return nvr;
    }
    if (!(wish instanceof ReleaseWish.Bumped bumped)) {
      return Optional.empty();
    }
    if (!SITE.matcher(bumped.site()).matches()) {
      refuse(
          "expected a suffix of letters, digits and dots but was \""
              + bumped.site()
              + "\" [NC601]");
      return Optional.empty();
    }
    return Optional.of(new Nvr(base.name(), base.version(), bump(base.release(), bumped.site())));
  }

  /** {@code REL} becomes {@code REL.SITE.1}, {@code REL.SITE.1} becomes {@code REL.SITE.2}. */
  static String bump(String release, String site) {
    Matcher again =
        Pattern.compile("(.*\\." + Pattern.quote(site) + "\\.)([0-9]{1,9})").matcher(release);
    return again.matches()
        ? again.group(1) + (Integer.parseInt(again.group(2)) + 1)
        : release + "." + site + ".1";
  }

  private boolean isFit(Nvr base, Nvr nvr) {
    int problems = sealing.problems();
    String text = nvr.toString();
    if (!nvr.name().equals(base.name())) {
      refuse(
          "\"%s\": expected the name \"%s\" but was \"%s\": imgbased does not compare images of"
                  .formatted(text, base.name(), nvr.name())
              + " different names [NC602]");
    } else if (nvr.evr().compareTo(base.evr()) <= 0) {
      refuse("\"%s\" is not newer than the base's \"%s\" [NC602]".formatted(text, base));
    }
    if (text.length() > LONGEST) {
      refuse(
          "\"%s\" has %d characters: expected at most %d, volume names are made of it [NC601]"
              .formatted(text, text.length(), LONGEST));
    }
    if (!ALLOWED.matcher(text).matches()) {
      refuse("\"" + text + "\": expected letters, digits, \".\", \"_\" and \"-\" only [NC601]");
    }
    if (!text.contains("node") && !text.contains("rhvh")) {
      refuse(
          "\""
              + text
              + "\": expected \"node\" or \"rhvh\" in it: imgbased deletes other boot entries [NC601]");
    }
    return sealing.problems() == problems;
  }

  private void tellPlaceholder(Nvr base, Nvr nvr) {
    List<String> placeholders =
        sealing.input().facts().packages().stream()
            .map(InstalledPackage::nevra)
            .filter(nevra -> nevra.name().endsWith(PLACEHOLDER))
            .map(nevra -> nevra.name() + "-" + nevra.version() + "-" + nevra.release())
            .toList();
    placeholders.forEach(
        name ->
            sealing.notice(
                "%s names the update RPM, which is still that of %s: build it with the version and"
                        .formatted(name, base)
                    + " release of "
                    + nvr
                    + " [NC616]"));
  }

  private void refuse(String message) {
    sealing.problem(
        Problem.at("release", message)
            .withHint("give a release that is short, newer and keeps the base's name"));
  }
}
