package org.clarityos.heal.fact;

/**
 * Whether the certificate that a TLS probe saw will stay valid.
 *
 * @param component the component asked
 * @param probe the probe's name in the inventory
 * @param status its validity
 * @param since since when it holds, in milliseconds since the epoch
 * @param source the monitor that saw it
 */
public record CertificateState(
    String component, String probe, Status status, long since, String source) implements State {
  @Override
  public String key() {
    return "certificate|" + component + "|" + probe;
  }

  /** The validity of a certificate. */
  public enum Status {
    /** Valid for longer than the probe's notice. */
    VALID,
    /** Ends within the probe's notice. */
    EXPIRING,
    /** Ended, or not valid yet. */
    EXPIRED
  }
}
