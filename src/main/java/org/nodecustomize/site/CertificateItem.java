package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A certificate of an authority that the node shall trust.
 *
 * @param name of the file below /etc/pki/ca-trust/source/anchors, with its suffix
 * @param source one or more certificates in PEM
 */
public record CertificateItem(Origin origin, String name, ContentSource source) implements Item {}
