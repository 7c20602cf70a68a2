package org.clarityos.heal.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The verifier of hash chains and their checkpoints: given records chain by chain, in order, it
 * names the first bad one. A chain may begin after its first record where a tombstone further on says so.
 */
public final class ChainCheck implements Consumer<AuditRecord> {
  private final Map<String, SeenChain> chains = new TreeMap<>();
  private final Map<String, Checkpoint> anchored = new TreeMap<>();
  private @Nullable String key;
  private @Nullable String fault;
  private long count;
  private long checkpoints;

  /** A verifier that takes the key of the first checkpoint for the right one. */
  public ChainCheck() {
    this(null, List.of());
  }

  /**
   * A verifier that knows who signs.
   *
   * @param key the public key, Base64 in one line
   * @param anchors the checkpoints that were kept elsewhere; all must be there
   */
  public ChainCheck(@Nullable String key, List<Checkpoint> anchors) {
    this.key = key;
    anchors.forEach(anchor -> anchored.put(place(anchor), anchor));
  }

  private static String place(Checkpoint at) {
    return at.chain() + "/" + at.to();
  }

  @Override
  public void accept(AuditRecord at) {
    count++;
    if (fault != null) {
      return;
    }
    SeenChain chain = chains.computeIfAbsent(at.chain(), name -> SeenChain.before(at));
    String name = "record " + at.seq() + " of chain " + at.chain() + ": ";
    if (at.seq() <= chain.start) {
      fault = chain.headless(at.chain());
    } else if (at.seq() != chain.seq + 1) {
      fault = name + "record " + (chain.seq + 1) + " is missing or out of order";
    } else if (!at.prev().equals(chain.hash)) {
      fault = name + "it does not follow the record before it";
    } else if (!at.hash().equals(at.expectedHash())) {
      fault = name + "its content was altered";
    } else if (at.kind().equals(Checkpoint.KIND)) {
      String wrong = checkpoint(chain, Checkpoint.in(at));
      fault = wrong.isEmpty() ? fault : name + wrong;
    } else if (at.kind().equals(Tombstone.KIND)) {
      String wrong = tombstone(chain, Tombstone.in(at));
      fault = wrong.isEmpty() ? fault : name + wrong;
    }
    chain.seq = at.seq();
    chain.hash = at.hash();
    chain.open.add(at.hash());
  }

  private String tombstone(SeenChain chain, Optional<Tombstone> read) {
    if (read.isEmpty() || read.get().to() > chain.seq) {
      return "the tombstone stands for what is not before it";
    }
    String stranger = signer(read.get().key());
    if (!stranger.isEmpty() || !read.get().signed()) {
      return stranger.isEmpty() ? "the tombstone's signature is not true" : stranger;
    }
    chain.tombstone = read.get();
    return "";
  }

  private String checkpoint(SeenChain chain, Optional<Checkpoint> read) {
    checkpoints++;
    if (read.isPresent() && read.get().to() <= chain.start) {
      return ofRemoved(read.get());
    }
    if (read.isPresent() && chain.cutIn(read.get())) {
      // More is missing than a removal took, which ends where a checkpoint ended.
      chain.coveredInPart(read.get().to());
      return ofRemoved(read.get());
    }
    if (read.isEmpty() || read.get().from() != chain.covered + 1) {
      return "the checkpoint does not begin where the one before it ended";
    }
    Checkpoint at = read.get();
    if (at.to() < at.from() || at.to() > chain.seq) {
      return "the checkpoint covers what is not before it";
    }
    String stranger = signer(at.key());
    if (!stranger.isEmpty()) {
      return stranger;
    }
    List<String> covers = chain.open.subList(0, (int) (at.to() - at.from() + 1));
    if (!at.signed() || !at.root().equals(Merkle.root(covers))) {
      return "records %d to %d are not those that were signed".formatted(at.from(), at.to());
    }
    Checkpoint anchor = anchored.remove(place(at));
    if (anchor != null && !anchor.root().equals(at.root())) {
      return "records %d to %d are not those that were anchored".formatted(at.from(), at.to());
    }
    covers.clear();
    chain.covered = at.to();
    return "";
  }

  /** A checkpoint of records that are gone: only its signature is left to look at. */
  private String ofRemoved(Checkpoint at) {
    Checkpoint anchor = anchored.remove(place(at));
    if (anchor != null && !anchor.root().equals(at.root())) {
      return "records %d to %d are not those that were anchored".formatted(at.from(), at.to());
    }
    String stranger = signer(at.key());
    return stranger.isEmpty() && !at.signed() ? "the checkpoint's signature is not true" : stranger;
  }

  private String signer(String by) {
    if (key == null) {
      key = by;
    }
    return by.equals(key) ? "" : "it was signed with another key";
  }

  /**
   * Takes the statement of where the chains ended: what is missing after the last record shows in
   * it.
   */
  void ends(ExportEnd end) {
    if (fault != null) {
      return;
    }
    String stranger = signer(end.key());
    if (!stranger.isEmpty() || !end.signed()) {
      fault = "the last line: " + (stranger.isEmpty() ? "its signature is not true" : stranger);
      return;
    }
    for (ExportEnd.Head head : end.chains()) {
      SeenChain chain = chains.getOrDefault(head.chain(), new SeenChain());
      if (chain.seq < head.seq()) {
        fault = "record %d of chain %s: it is missing".formatted(chain.seq + 1, head.chain());
        return;
      } else if (chain.seq > head.seq() || !chain.hash.equals(head.hash())) {
        fault = "record %d of chain %s: it was not exported".formatted(chain.seq, head.chain());
        return;
      }
    }
    if (chains.size() > end.chains().size()) {
      fault = "the last line: there are chains of which it does not tell";
    }
  }

  /** Takes note of a fault outside of the records, unless there is one already. */
  void fails(String text) {
    fault = fault == null ? text : fault;
  }

  /** The last record that a signed checkpoint covers, of a chain. */
  public long covered(String chain) {
    SeenChain known = chains.get(chain);
    return known == null ? 0 : known.covered;
  }

  /** The first fault, or empty when all records seen are whole and all that was anchored is among them. */
  public Optional<String> fault() {
    if (fault != null) {
      return Optional.of(fault);
    }
    Optional<String> headless =
        chains.entrySet().stream()
            .filter(chain -> !chain.getValue().begins())
            .findFirst()
            .map(chain -> chain.getValue().headless(chain.getKey()));
    if (headless.isPresent()) {
      return headless;
    }
    return anchored.values().stream()
        .filter(at -> at.to() > chains.getOrDefault(at.chain(), new SeenChain()).start)
        .findFirst()
        .map(
            at ->
                "chain %s: it was anchored up to record %d, and no checkpoint of that is there"
                    .formatted(at.chain(), at.to()));
  }

  /** The tombstones of what was removed, of chains that begin behind one. */
  public List<Tombstone> removed() {
    return chains.values().stream()
        .filter(chain -> chain.start > 0)
        .flatMap(chain -> Optional.ofNullable(chain.tombstone).stream())
        .toList();
  }

  /** How many records were seen. */
  public long count() {
    return count;
  }

  /** How many checkpoints were seen. */
  public long checkpoints() {
    return checkpoints;
  }

  /** The key that all was signed with; empty when there was no checkpoint. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
