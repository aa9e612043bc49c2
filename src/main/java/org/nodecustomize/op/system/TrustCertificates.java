package org.nodecustomize.op.system;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.EditableTree;

/**
 * Makes certificate authorities trusted, by update-ca-trust(8). The certificates go to
 * /usr/share/pki/ca-trust-source/anchors, which each image delivers; what is made from them, below
 * /etc/pki/ca-trust/extracted, is an image's own change of /etc like any other.
 *
 * @param name of the file; {@code .pem} is added to one without a suffix
 * @param text one or more certificates as PEM
 * @param now for telling certificates that are out of date
 */
public record TrustCertificates(Origin origin, String name, Bytes text, Instant now)
    implements TreeOperation {
  private static final String USR = "/usr/share/pki/ca-trust-source/anchors";
  private static final String ETC = "/etc/pki/ca-trust/source/anchors";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
  private static final Pattern PRIVATE = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
  private static final Pattern BEGIN =
      Pattern.compile("-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A certificate that ends sooner is told of: images live for years. */
  private static final Duration SOON = Duration.ofDays(90);

  private static final int LONGEST = 1 << 20;

  @Override
  public String title() {
    return "trust " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    List<X509Certificate> certificates = checked();
    Edits edits = new Edits(tree);
    String directory = edits.isDirectory("/usr/share/pki/ca-trust-source") ? USR : ETC;
    if (directory.equals(ETC) && !edits.isDirectory("/etc/pki/ca-trust")) {
      throw Wrong.wish(
          origin,
          "the image has no store of trusted authorities: there is no /etc/pki/ca-trust",
          "install the package ca-certificates");
    }
    edits.file(directory + "/" + (name.contains(".") ? name : name + ".pem"), text.toArray(), 0644);
    for (X509Certificate certificate : certificates) {
      Instant end = certificate.getNotAfter().toInstant();
      if (end.isBefore(now.plus(SOON))) {
        events.warning(
            "%s: the certificate \"%s\" is valid until %s only"
                .formatted(origin, subject(certificate), DAY.format(end)));
      }
    }
  }

  /** Makes the stores of OpenSSL, GnuTLS, NSS and Java anew; once, after all certificates. */
  public static ImageCommand update(Origin origin) {
    return ImageCommand.of(
        origin,
        "update the trusted authorities",
        "update-ca-trust",
        "exec update-ca-trust extract\n",
        Duration.ofMinutes(5));
  }

  private List<X509Certificate> checked() {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          origin
              .problem("not the name of a file: \"" + name + "\"")
              .withHint("letters, digits and _.-"));
    }
    byte[] bytes = text.toArray();
    String pem = new String(bytes, StandardCharsets.ISO_8859_1);
    if (PRIVATE.matcher(pem).find()) {
      problems.add(
          origin
              .problem("\"" + name + "\" holds a private key")
              .withHint("give the certificate alone: the image is published"));
    } else if (bytes.length > LONGEST) {
      problems.add(
          origin.problem(
              "\"%s\": expected at most %,d bytes but was %,d"
                  .formatted(name, LONGEST, bytes.length)));
    } else if (!BEGIN.matcher(pem).find()) {
      problems.add(
          origin
              .problem("not a certificate: \"" + name + "\" has no \"BEGIN CERTIFICATE\"")
              .withHint("from DER: openssl x509 -inform der -in FILE -out FILE.pem"));
    }
    Wrong.check(problems);
    List<X509Certificate> certificates = new ArrayList<>();
    for (java.security.cert.Certificate certificate : parsed(bytes)) {
      if (certificate instanceof X509Certificate x509) {
        check(x509, problems);
        certificates.add(x509);
      }
    }
    Wrong.check(problems);
    return certificates;
  }

  private Collection<? extends java.security.cert.Certificate> parsed(byte[] bytes) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes));
    } catch (CertificateException e) {
      throw Wrong.wish(
          origin,
          "bad certificate in \"" + name + "\"",
          "look at it: openssl x509 -noout -text -in FILE");
    }
  }

  private void check(X509Certificate certificate, List<Problem> problems) {
    String subject = subject(certificate);
    if (certificate.getBasicConstraints() < 0) {
      problems.add(
          origin
              .problem("\"" + subject + "\" is not the certificate of an authority")
              .withHint("give the certificate of the authority that signed it"));
    }
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      problems.add(
          origin.problem("the certificate \"%s\" ended on %s".formatted(subject, DAY.format(end))));
    }
    if (certificate.getNotBefore().toInstant().isAfter(now)) {
      problems.add(
          origin.problem(
              "the certificate \"%s\" is not valid before %s"
                  .formatted(subject, DAY.format(certificate.getNotBefore().toInstant()))));
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
