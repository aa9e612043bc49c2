package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageFacts;

/**
 * What an image is.
 *
 * @param fileSize bytes of the image file
 * @param usedBytes bytes that are used in the inner file system
 * @param totalBytes bytes that the inner file system spans
 * @param changed what the image's own record says; empty where this program did not change it
 */
public record InspectReport(
    Path file,
    long fileSize,
    Container container,
    ImageFacts facts,
    Optional<Long> usedBytes,
    Optional<Long> totalBytes,
    Optional<ImageRecord.Last> changed) {}
