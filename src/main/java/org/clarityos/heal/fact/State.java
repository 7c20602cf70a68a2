package org.clarityos.heal.fact;

/**
 * A fact that holds until it is replaced: one live fact per {@link #key()}, the newest replaces the
 * last. A state enters the journal only when it changes.
 */
public sealed interface State extends Fact
    permits Approval,
        Approver,
        BackupState,
        Batch,
        Brake,
        Budget,
        CertificateState,
        ChangeControl,
        ComponentInfo,
        ConfigState,
        Decision,
        DependsOn,
        EndpointState,
        FilesystemState,
        GroupMember,
        Incident,
        InterfaceState,
        KnownIssue,
        Lag,
        ListenerState,
        Now,
        Offer,
        OtherHands,
        PackState,
        PidFileState,
        ProcessState,
        Promotion,
        RuleState,
        SourceState,
        SpaceState,
        TrackRecord,
        Window,
        Withdrawal {
  /** What it is the one live fact for; unique over all states of a shard. */
  String key();
}
