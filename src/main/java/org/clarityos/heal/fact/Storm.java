package org.clarityos.heal.fact;

/**
 * Many components of a site ill at once.
 *
 * @param component the site, {@code tenant/site}
 * @param ill how many of its components have an open incident
 * @param all how many components it has
 */
public record Storm(String component, long ill, long all) implements Derived {}
