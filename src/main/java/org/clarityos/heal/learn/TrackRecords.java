package org.clarityos.heal.learn;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.clarityos.heal.fact.Offer;
import org.clarityos.heal.fact.Outcome;
import org.clarityos.heal.fact.TrackRecord;

/**
 * The track records of playbooks per kind of component: drill records first, then every verified
 * outcome.
 */
public final class TrackRecords {
  /** How many outcomes the drill records of a playbook count for at most. */
  private static final int MOST_DRILLS = 40;

  private static final double LOWER_END = 0.2;
  private static final double UPPER_END = 0.8;
  private static final int DECIMALS = 6;

  private record Key(String playbook, String kind) {}

  /** Runs of a playbook, by drills or in production. */
  public record Runs(String playbook, String kind, int successes, int failures) {}

  private final Map<Key, double[]> counts = new HashMap<>();

  /** Records that start from drills and past outcomes. */
  public TrackRecords(List<Runs> drills, List<Runs> outcomes) {
    for (Runs runs : drills) {
      double scale =
          Math.min(1.0, (double) MOST_DRILLS / Math.max(1, runs.successes() + runs.failures()));
      add(runs, runs.successes() * scale, runs.failures() * scale);
    }
    outcomes.forEach(runs -> add(runs, runs.successes(), runs.failures()));
  }

  private void add(Runs runs, double successes, double failures) {
    double[] count =
        counts.computeIfAbsent(new Key(runs.playbook(), runs.kind()), k -> new double[2]);
    count[0] += successes;
    count[1] += failures;
  }

  /** The records of all playbooks that are offered, as facts. */
  public synchronized List<TrackRecord> of(List<Offer> offers) {
    List<TrackRecord> records = new ArrayList<>();
    offers.stream()
        .map(offer -> new Key(offer.playbook(), offer.kind()))
        .distinct()
        .forEach(key -> records.add(record(key)));
    return records;
  }

  /** The record after an outcome; one that says nothing about the playbook leaves it as it was. */
  public synchronized TrackRecord after(Outcome outcome, String kind) {
    Key key = new Key(outcome.playbook(), kind);
    double[] count = counts.computeIfAbsent(key, k -> new double[2]);
    switch (outcome.result()) {
      case HEALED -> count[0]++;
      case NOT_HEALED, WORSE -> count[1]++;
      case NOTHING_TO_DO, STOPPED, UNCERTAIN -> {}
    }
    return record(key);
  }

  private TrackRecord record(Key key) {
    double[] count = counts.getOrDefault(key, new double[2]);
    return new TrackRecord(
        key.playbook(), key.kind(), count[0], count[1], bound(count[0], count[1]));
  }

  /**
   * The lower bound of the success rate of all runs of some playbooks together, as of {@link #bound}.
   */
  public BigDecimal together(List<Offer> offers) {
    List<TrackRecord> records = of(offers);
    return bound(
        records.stream().mapToDouble(TrackRecord::successes).sum(),
        records.stream().mapToDouble(TrackRecord::failures).sum());
  }

  /**
   * The upper end of the one-sided 80 % credible interval of a success rate, from the uniform prior:
   * the 80 % quantile of Beta(1 + successes, 1 + failures).
   */
  public static BigDecimal atBest(double successes, double failures) {
    return quantile(successes, failures, UPPER_END);
  }

  /**
   * The lower end of the one-sided 80 % credible interval of a success rate, from the uniform
   * prior: the 20 % quantile of Beta(1 + successes, 1 + failures).
   */
  public static BigDecimal bound(double successes, double failures) {
    return quantile(successes, failures, LOWER_END);
  }

  private static BigDecimal quantile(double successes, double failures, double of) {
    double quantile =
        BetaDistribution.of(1.0 + successes, 1.0 + failures).inverseCumulativeProbability(of);
    return BigDecimal.valueOf(quantile).setScale(DECIMALS, RoundingMode.FLOOR);
  }
}
