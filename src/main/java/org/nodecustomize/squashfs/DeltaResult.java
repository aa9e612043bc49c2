package org.nodecustomize.squashfs;

/**
 * What a delta came to.
 *
 * @param imageBytes bytes of the new image, without padding
 * @param blocks blocks of the changed file
 * @param dirtyBlocks of them, those that were looked at again
 * @param recompressed of these, those that were compressed again
 * @param zero of the dirty ones, those that are only zeroes now
 * @param same of the dirty ones, those whose bytes had not changed
 * @param recompressedBytes what the recompressed ones take in the image
 * @param inPlace whether the new blocks took the old ones' place; else they are behind all data, and
 *     the old ones remain for the files that share them
 */
public record DeltaResult(
    long imageBytes,
    int blocks,
    int dirtyBlocks,
    int recompressed,
    int zero,
    int same,
    long recompressedBytes,
    boolean inPlace) {}
