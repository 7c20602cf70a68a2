package org.clarityos.heal.fact;

/** A fact that rules derive; never an input of a session, recomputed on every rebuild. */
public sealed interface Derived extends Fact
    permits BackupFresh,
        Candidate,
        ChangeOpen,
        Confidence,
        Contender,
        Diagnosis,
        Evidence,
        Hypothesis,
        Inhibition,
        PromotionStep,
        Question,
        Refusal,
        Restraint,
        Storm,
        Symptom,
        Transition,
        Urgency {}
