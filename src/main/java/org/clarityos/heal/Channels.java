package org.clarityos.heal;

import java.util.function.Consumer;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.plan.RecoveryPlan;

/**
 * The seams of the pipeline: in one JVM by default, between hosts when scaled out. No stage knows which.
 *
 * @param observations carries what monitors see to the journal; holds the sender back when it is full
 * @param plans carries recovery plans to the executor
 */
public record Channels(Consumer<Fact> observations, Consumer<RecoveryPlan> plans) {}
