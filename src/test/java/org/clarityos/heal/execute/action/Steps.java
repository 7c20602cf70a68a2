package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;
import org.clarityos.heal.inventory.Allowance;

/** Steps as a playbook says them. */
final class Steps {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper INVENTORY = new ObjectMapper().registerModule(new Jdk8Module());

  private Steps() {}

  /** What is wrong with what a step says; empty when nothing is. */
  static String fault(String action, String json) {
    return Actions.shipped().fault(action, with(json)).orElse("");
  }

  /** Prepares and runs a step; answers what undoes it. */
  static ObjectNode run(Action<?> action, String json, ActionContext context) throws Exception {
    var bound = new Actions(List.of(action)).bind(action, with(json));
    ObjectNode registered = bound.prepare(context);
    bound.run(context);
    return registered;
  }

  /** What a step would do. */
  static Preview preview(String action, String json, ActionContext context) throws Exception {
    Actions shipped = Actions.shipped();
    return shipped.bind(shipped.require(action), with(json)).preview(context);
  }

  /** What actions may touch, as an inventory says it. */
  static Allowance allows(String json) {
    try {
      return INVENTORY.readValue(json, Allowance.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode with(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
