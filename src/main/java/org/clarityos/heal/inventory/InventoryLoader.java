package org.clarityos.heal.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The loader of {@code clarity.yaml}: strict, all problems at once, relative paths against the
 * file's folder.
 */
public final class InventoryLoader {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private final YAMLMapper mapper;
  private final InventoryTree tree;
  private final JsonNode json;
  private final List<Problem> problems;

  private InventoryLoader(
      YAMLMapper mapper, InventoryTree tree, JsonNode json, List<Problem> problems) {
    this.mapper = mapper;
    this.tree = tree;
    this.json = json;
    this.problems = problems;
  }

  /**
   * Loads an inventory.
   *
   * @throws YamlInvalid when the file cannot be read or says something that an inventory cannot
   *     say; a line a problem
   */
  public static Inventory load(Path yaml) throws YamlInvalid {
    List<Problem> problems = new ArrayList<>();
    return load(yaml, problems).orElseThrow(() -> new YamlInvalid(problems));
  }

  /**
   * Everything that is wrong with an inventory file, in the order of the file; empty when it loads.
   */
  public static List<Problem> problems(Path yaml) {
    List<Problem> problems = new ArrayList<>();
    load(yaml, problems);
    return problems;
  }

  /** The modes, budgets and windows of a loaded inventory that are for known issues of no rule pack. */
  public static List<Problem> strangers(Path yaml, Inventory inventory, Set<String> knownIssues)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    String text = Files.readString(yaml);
    Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    InventoryTree tree = new InventoryTree(yaml, root);
    String right = "there are " + String.join(", ", new TreeSet<>(knownIssues));
    List<String> modes = inventory.modes().stream().map(Inventory.ModeRule::knownIssue).toList();
    List<String> budgets =
        inventory.budgets().stream().map(Inventory.BudgetRule::knownIssue).toList();
    List<String> windows = inventory.windows().stream().map(Calendar.Declared::knownIssue).toList();
    new TreeMap<>(Map.of("modes", modes, "budgets", budgets, "windows", windows))
        .forEach(
            (list, issues) -> {
              for (int i = 0; i < issues.size(); i++) {
                String issue = issues.get(i);
                if (!issue.isEmpty() && !knownIssues.contains(issue)) {
                  problems.add(
                      tree.problem(
                          List.of(list, i, "knownIssue"),
                          "\"" + issue + "\" is no known issue",
                          right));
                }
              }
            });
    return problems;
  }

  private static Optional<Inventory> load(Path yaml, List<Problem> problems) {
    Path file = yaml.toAbsolutePath().normalize();
    try {
      String text = Files.readString(file);
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root == null) {
        problems.add(new Problem(yaml, 1, 1, "the file is empty; say tenant, site and components"));
        return Optional.empty();
      }
      InventoryTree tree = new InventoryTree(yaml, root);
      problems.addAll(tree.strangers());
      if (!problems.isEmpty()) {
        return Optional.empty();
      }
      YAMLMapper mapper = mapper(Optional.ofNullable(file.getParent()).orElse(Path.of("/")));
      return new InventoryLoader(mapper, tree, mapper.readTree(text), problems).inventory();
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      int line = mark == null ? 1 : mark.getLine() + 1;
      int column = mark == null ? 1 : mark.getColumn() + 1;
      problems.add(new Problem(yaml, line, column, "this is not YAML: " + e.getProblem()));
    } catch (IOException e) {
      problems.add(new Problem(yaml, 1, 1, "it cannot be read: " + e));
    }
    return Optional.empty();
  }

  private static YAMLMapper mapper(Path folder) {
    SimpleModule module = new SimpleModule();
    module.addDeserializer(Duration.class, new DurationReader());
    module.addDeserializer(Path.class, new PathReader(folder));
    return YAMLMapper.builder()
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .addModule(new Jdk8Module())
        .addModule(module)
        .build();
  }

  private Optional<Inventory> inventory() throws IOException {
    Inventory inventory =
        new Inventory(
            name("tenant"),
            name("site"),
            json.hasNonNull("host") ? name("host") : Files.readString(HOSTNAME).trim(),
            json.has("mode") ? read("mode", Mode.class).orElse(Mode.OBSERVE) : Mode.OBSERVE,
            list("components", Component.class),
            list("groups", Inventory.Group.class),
            list("modes", Inventory.ModeRule.class),
            plansPerHour(),
            list("budgets", Inventory.BudgetRule.class),
            list("windows", Calendar.Declared.class));
    if (problems.isEmpty()) {
      problems.addAll(new InventoryReferences(tree, inventory).problems());
    }
    return problems.isEmpty() ? Optional.of(inventory) : Optional.empty();
  }

  private int plansPerHour() {
    if (!json.has("plansPerHour")) {
      return Inventory.PLANS_PER_HOUR;
    }
    JsonNode value = json.path("plansPerHour");
    if (!value.canConvertToInt() || value.asInt() < 1) {
      problems.add(
          tree.problem(
              List.of("plansPerHour"),
              "plansPerHour is \"" + value.asText() + "\"",
              "write a whole number, 1 or more"));
      return Inventory.PLANS_PER_HOUR;
    }
    return value.asInt();
  }

  private String name(String key) {
    String value = json.path(key).asText("");
    if (!value.matches("[A-Za-z0-9._-]+")) {
      String wrong = value.isEmpty() ? key + " is not said" : key + " is \"" + value + "\"";
      problems.add(
          tree.problem(List.of(key), wrong, "write " + key + ": a name of letters, digits, . _ -"));
    }
    return value;
  }

  private <T> List<T> list(String key, Class<T> type) {
    List<T> values = new ArrayList<>();
    for (int i = 0; i < json.path(key).size(); i++) {
      read(json.path(key).get(i), List.of(key, i), type).ifPresent(values::add);
    }
    return values;
  }

  private <T> Optional<T> read(String key, Class<T> type) {
    return read(json.path(key), List.of(key), type);
  }

  private <T> Optional<T> read(JsonNode node, List<Object> at, Class<T> type) {
    JavaType wanted = mapper.constructType(type);
    try {
      return Optional.ofNullable(mapper.treeToValue(node, wanted));
    } catch (JsonMappingException e) {
      List<Object> path = new ArrayList<>(at);
      e.getPath()
          .forEach(
              step ->
                  path.add(step.getFieldName() == null ? step.getIndex() : step.getFieldName()));
      problems.add(tree.problem(path, wrong(e), right(e)));
    } catch (JsonProcessingException e) {
      problems.add(tree.problem(at, e.getOriginalMessage(), ""));
    }
    return Optional.empty();
  }

  private static String wrong(JsonMappingException e) {
    if (e.getCause() instanceof IllegalArgumentException cause) {
      return String.valueOf(cause.getMessage());
    }
    if (e instanceof InvalidFormatException format) {
      return "\"" + format.getValue() + "\" does not fit here";
    }
    return e instanceof MismatchedInputException && !e.getOriginalMessage().contains("duration")
        ? "this does not fit here"
        : e.getOriginalMessage();
  }

  private static String right(JsonMappingException e) {
    if (!(e instanceof MismatchedInputException mismatch) || mismatch.getTargetType() == null) {
      return "";
    }
    Class<?> type = mismatch.getTargetType();
    if (type.isEnum()) {
      return "write one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    } else if (type == int.class || type == Integer.class) {
      return "write a whole number";
    } else if (type == Duration.class) {
      return "write 250ms, 5s, 2m or 1h";
    }
    return type == Boolean.class || type == boolean.class ? "write true or false" : "write a text";
  }
}
