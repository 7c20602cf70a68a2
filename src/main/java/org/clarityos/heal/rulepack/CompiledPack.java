package org.clarityos.heal.rulepack;

import java.util.List;
import java.util.Map;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.fact.KnownIssue;

/**
 * A pack that was compiled by itself.
 *
 * @param rules what is known of each rule, by {@code package.name + "." + rule name}
 * @param issues its known issues
 * @param models the names of the classes that describe its rules to the engine
 * @param classes its classes, by name of file
 */
record CompiledPack(
    Map<String, RuleBase.RuleInfo> rules,
    List<KnownIssue> issues,
    List<String> models,
    Map<String, byte[]> classes) {}
