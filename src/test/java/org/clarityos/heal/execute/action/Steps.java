package org.clarityos.heal.execute.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Steps as a playbook says them. */
final class Steps {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Steps() {}

  /** What is wrong with what a step says; empty when nothing is. */
  static String fault(String action, String json) {
    return Actions.shipped().fault(action, with(json)).orElse("");
  }

  /** Prepares and runs a step; answers what undoes it. */
  static ObjectNode run(Action<?> action, String json, ActionContext context) throws Exception {
    var bound = new Actions(java.util.List.of(action)).bind(action, with(json));
    ObjectNode registered = bound.prepare(context);
    bound.run(context);
    return registered;
  }

  private static ObjectNode with(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
