package org.clarityos.heal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.clarityos.heal.fact.CertificateState;
import org.clarityos.heal.fact.ConfigChanged;
import org.clarityos.heal.fact.ConfigState;
import org.clarityos.heal.fact.EndpointState;
import org.clarityos.heal.fact.Fact;
import org.clarityos.heal.fact.FilesystemState;
import org.clarityos.heal.fact.Finding;
import org.clarityos.heal.fact.InterfaceState;
import org.clarityos.heal.fact.KernelMessage;
import org.clarityos.heal.fact.ListenerState;
import org.clarityos.heal.fact.LogMatch;
import org.clarityos.heal.fact.OtherHands;
import org.clarityos.heal.fact.PidFileState;
import org.clarityos.heal.fact.ProcessExited;
import org.clarityos.heal.fact.ProcessState;
import org.clarityos.heal.fact.Sample;
import org.clarityos.heal.journal.FactJson;

/**
 * The reading of observations that others send: only the types that monitors say, nothing guessed,
 * nothing bent to fit.
 */
final class FromOutside {
  private static final int LONGEST = 64 * 1024;

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              config -> {
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
              })
          .build();

  private static final Map<String, Class<? extends Fact>> TYPES = types();

  private FromOutside() {}

  private static Map<String, Class<? extends Fact>> types() {
    Map<String, Class<? extends Fact>> types = new TreeMap<>();
    Set.of(
            Sample.class,
            LogMatch.class,
            ProcessExited.class,
            ConfigChanged.class,
            KernelMessage.class,
            Finding.class,
            EndpointState.class,
            ProcessState.class,
            ConfigState.class,
            FilesystemState.class,
            InterfaceState.class,
            ListenerState.class,
            PidFileState.class,
            CertificateState.class,
            OtherHands.class)
        .forEach(type -> types.put(type.getSimpleName(), type));
    return types;
  }

  /**
   * The observation that some JSON says.
   *
   * @throws JsonProcessingException when it is not one JSON document
   * @throws IllegalArgumentException when it is not an observation
   */
  static Fact read(String json) throws JsonProcessingException {
    if (json.length() > LONGEST) {
      throw new IllegalArgumentException(
          "it has %d characters; an observation has at most %d".formatted(json.length(), LONGEST));
    }
    var node = STRICT.readTree(json);
    String name = node.path(FactJson.TYPE).asText();
    if (!TYPES.containsKey(name)) {
      throw new IllegalArgumentException(
          "\"%s\" is \"%s\"; from outside enter %s".formatted(FactJson.TYPE, name, TYPES.keySet()));
    }
    Fact fact = FactJson.read(node, STRICT);
    // A quoted "NaN" and 1e999 are numbers to the parser; no rule could compare them.
    if (fact instanceof Sample sample && !Double.isFinite(sample.value())) {
      throw new IllegalArgumentException(
          "Sample: value is " + sample.value() + "; write a finite number");
    }
    return fact;
  }
}
