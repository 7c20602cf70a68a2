package org.clarityos.heal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.clarityos.heal.audit.AnchorPlace;
import org.clarityos.heal.notify.Heartbeat;

/**
 * What the operator set.
 *
 * @param program the program's version
 * @param inventory the inventory's file; empty to discover this host and observe only
 * @param rules the folder of rule packs
 * @param playbooks the folder of playbooks
 * @param ledger the drill ledger that ships as the playbooks' first track record
 * @param data the folder of everything the program keeps
 * @param packs the folder where compiled packs are kept
 * @param signers the folder of the public keys of those who sign packs
 * @param anchors where the audit log's checkpoints are anchored; empty for nowhere
 * @param heartbeat to whom signs of life are given; empty for nobody
 * @param terms how long what is kept
 * @param stability how long a component must stay well to count as healed
 * @param queue how many journal entries may wait before their senders are held back or refused
 * @param reload whether rules and playbooks are loaded again as they are saved
 */
public record Settings(
    String program,
    Optional<Path> inventory,
    Path rules,
    Path playbooks,
    Path ledger,
    Path data,
    Path packs,
    Path signers,
    Optional<AnchorPlace> anchors,
    Optional<Heartbeat.Terms> heartbeat,
    Upkeep.Terms terms,
    Duration stability,
    int queue,
    boolean reload) {}
