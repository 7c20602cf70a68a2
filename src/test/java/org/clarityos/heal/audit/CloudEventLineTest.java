package org.clarityos.heal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as CloudEvents, held to what the specification (1.0.2) asks of an event in JSON. */
class CloudEventLineTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode event(String kind, String component, String incident, String body)
      throws Exception {
    AuditRecord.Draft draft =
        new AuditRecord.Draft(1_794_000_000_123L, kind, component, incident, body);
    return JSON.readTree(
        CloudEventLine.of(
            AuditRecord.of("shard-0", 17, draft, AuditRecord.START), "/acme/fra1/web-1"));
  }

  @ParameterizedTest(name = "a record of kind {0} on \"{1}\" in incident \"{2}\"")
  @CsvSource({
    "firing, acme/fra1/web-1/service:web, i1",
    "pack-promoted, '', ''",
    "brake, acme/fra1, ''",
  })
  void everyAttributeIsAsTheSpecificationAsks(String kind, String component, String incident)
      throws Exception {
    JsonNode event = event(kind, component, incident, "{\"a\":1}");
    for (String required : List.of("id", "source", "specversion", "type")) {
      assertThat(event.path(required).asText()).as(required).isNotEmpty();
    }
    event
        .properties()
        .forEach(
            attribute -> {
              assertThat(attribute.getKey()).matches("[a-z0-9]{1,20}");
              if (!attribute.getKey().equals("data")) {
                assertThat(attribute.getValue().isTextual()).as(attribute.getKey()).isTrue();
                assertThat(attribute.getValue().asText()).as(attribute.getKey()).isNotEmpty();
              }
            });
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(OffsetDateTime.parse(event.path("time").asText()).toInstant().toEpochMilli())
        .isEqualTo(1_794_000_000_123L);
    assertThat(event.path("type").asText()).isEqualTo("org.clarityos.heal.audit." + kind);
  }

  @Test
  void theBodyIsTheDataToTheLastZeroAndIsNoText() throws Exception {
    AuditRecord.Draft draft =
        new AuditRecord.Draft(1, "firing", "w\u00e9b", "", "{\"value\":0.50,\"t\":\"\\\"\"}");
    String line =
        CloudEventLine.of(AuditRecord.of("shard-0", 1, draft, AuditRecord.START), "/acme");
    assertThat(line).endsWith(",\"data\":{\"value\":0.50,\"t\":\"\\\"\"}}").doesNotContain("\n");
    assertThat(JSON.readTree(line).path("subject").asText()).isEqualTo("w\u00e9b");
  }

  @Test
  void eachRecordOfEachChainIsAnEventOfItsOwn() throws Exception {
    try (Database database = new Database()) {
      AuditLog log = new AuditLog(database.jdbi());
      for (String chain : List.of("shard-0", "service")) {
        AuditRecord.Draft draft = new AuditRecord.Draft(5, "start", "", "", "{}");
        log.commit(chain, handle -> {}, () -> List.of(draft, draft));
      }
      StringWriter text = new StringWriter();
      CloudEventLine.write(log, "/acme/fra1/web-1", text);
      assertThat(text.toString().lines())
          .extracting(line -> JSON.readTree(line).path("id").asText())
          .containsExactly("service/1", "service/2", "shard-0/1", "shard-0/2");
    }
  }
}
