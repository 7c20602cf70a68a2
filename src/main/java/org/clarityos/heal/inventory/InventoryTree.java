package org.clarityos.heal.inventory;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.clarityos.heal.yaml.Problem;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The YAML tree of an inventory with the place of every node; the records of the model are its
 * schema.
 */
final class InventoryTree {
  private final Path file;
  private final Node root;

  InventoryTree(Path file, Node root) {
    this.file = file;
    this.root = root;
  }

  /**
   * A problem at the node that a path of keys and indexes leads to, or at the nearest one above it.
   */
  Problem problem(List<Object> path, String wrong, String right) {
    Node node = root;
    for (Object step : path) {
      Optional<Node> next = child(node, step);
      if (next.isEmpty()) {
        break;
      }
      node = next.get();
    }
    return problem(node, wrong, right);
  }

  private Problem problem(Node node, String wrong, String right) {
    Mark mark = node.getStartMark();
    return new Problem(
        file,
        mark.getLine() + 1,
        mark.getColumn() + 1,
        right.isEmpty() ? wrong : wrong + "; " + right);
  }

  private static Optional<Node> child(Node node, Object step) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .filter(tuple -> key(tuple).equals(step))
          .map(NodeTuple::getValueNode)
          .findFirst();
    }
    if (node instanceof SequenceNode sequence && step instanceof Integer index) {
      List<Node> items = sequence.getValue();
      return index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
    }
    return Optional.empty();
  }

  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /**
   * Every field that the model does not know or that is said twice, and every mapping or list in
   * the wrong place.
   */
  List<Problem> strangers() {
    List<Problem> problems = new ArrayList<>();
    walk(root, Inventory.class, "the inventory", problems);
    return problems;
  }

  private void walk(Node node, Type type, String what, List<Problem> problems) {
    if (type instanceof Class<?> record && record.isRecord()) {
      if (node instanceof MappingNode mapping) {
        fields(mapping, record, problems);
      } else {
        String keys = String.join(", ", known(record).keySet());
        problems.add(problem(node, what + " is not a mapping", "write its fields: " + keys));
      }
    } else if (type instanceof ParameterizedType generic) {
      Type inner = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        walk(node, inner, what, problems);
      } else if (generic.getRawType() == List.class) {
        items(node, inner, what, problems);
      }
    }
  }

  private void items(Node node, Type inner, String what, List<Problem> problems) {
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> walk(item, inner, "an item of " + what, problems));
    } else {
      problems.add(
          problem(node, what + " is not a list", "write it as [a, b] or with a dash a line"));
    }
  }

  private void fields(MappingNode mapping, Class<?> record, List<Problem> problems) {
    Map<String, Type> known = known(record);
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = key(tuple);
      Type type = known.get(key);
      if (type == null) {
        String keys = String.join(", ", known.keySet());
        problems.add(
            problem(tuple.getKeyNode(), "\"" + key + "\" is not known here", "known are " + keys));
      } else if (seen.put(key, tuple.getKeyNode()) != null) {
        problems.add(problem(tuple.getKeyNode(), "\"" + key + "\" is said twice", "say it once"));
      } else {
        walk(tuple.getValueNode(), type, key, problems);
      }
    }
  }

  private static Map<String, Type> known(Class<?> record) {
    Map<String, Type> known = new TreeMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
      JsonAlias alias = component.getAccessor().getAnnotation(JsonAlias.class);
      known.put(
          renamed == null ? component.getName() : renamed.value(), component.getGenericType());
      if (alias != null) {
        known.put(alias.value()[0], component.getGenericType());
      }
    }
    return known;
  }
}
