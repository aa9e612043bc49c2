package org.nodecustomize.site;

import java.util.Optional;
import java.util.OptionalInt;
import org.nodecustomize.diag.Origin;

/**
 * Mode and owner of something that is in the image already.
 *
 * @param mode the lower 12 bits of {@code st_mode}
 */
public record PermissionItem(
    Origin origin,
    String path,
    OptionalInt mode,
    Optional<AccountRef> owner,
    Optional<AccountRef> group)
    implements Item {}
