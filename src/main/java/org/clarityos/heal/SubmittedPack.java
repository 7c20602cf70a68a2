package org.clarityos.heal;

import java.nio.file.Path;
import org.clarityos.heal.diagnose.RuleBase;

/**
 * A pack that was submitted.
 *
 * @param pack its name
 * @param version {@code name@version}
 * @param hash the hash of its rules
 * @param by who submitted it
 * @param signed who wrote and who reviewed it, in words
 * @param rules the folder of all packs with it
 * @param base these packs, compiled
 * @param before the packs that were active when it was submitted
 */
public record SubmittedPack(
    String pack,
    String version,
    String hash,
    String by,
    String signed,
    Path rules,
    RuleBase base,
    RuleBase before) {}
