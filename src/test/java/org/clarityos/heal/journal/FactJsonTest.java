package org.clarityos.heal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import org.clarityos.heal.fact.TrackRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts as the journal keeps them. */
class FactJsonTest {
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"0.200000", "0.2", "0", "0.000", "1E+3", "1000"})
  void aNumberIsReadBackToTheLastZeroSoThatAReplaySaysTheSameSentences(String number)
      throws JsonProcessingException {
    TrackRecord record = new TrackRecord("p", "service", 1.0, 0.0, new BigDecimal(number));
    String written = FactJson.write(record).toString();
    assertThat(FactJson.read(FactJson.mapper().readTree(written))).isEqualTo(record);
  }
}
