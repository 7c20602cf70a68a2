package org.clarityos.heal.rulepack;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clarityos.heal.fact.Derived;
import org.clarityos.heal.fact.Event;
import org.clarityos.heal.fact.State;

/** The words that a rule may use of facts: their types, fields, methods and values, as their records declare them. */
final class Vocabulary {
  private static final Map<String, Class<?>> FACTS = facts();
  private static final Map<String, Class<?>> TYPES = types();

  private Vocabulary() {}

  private static Map<String, Class<?>> facts() {
    return Stream.of(Event.class, State.class, Derived.class)
        .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
        .collect(
            Collectors.toMap(
                Class::getSimpleName, type -> type, (one, other) -> one, TreeMap::new));
  }

  /** The facts, and the types of their fields that stand in the same package. */
  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new TreeMap<>(FACTS);
    for (Class<?> fact : FACTS.values()) {
      for (RecordComponent field : fact.getRecordComponents()) {
        Class<?> type = field.getType();
        if (type.getPackage() == fact.getPackage() && type.getDeclaringClass() == null) {
          types.put(type.getSimpleName(), type);
        }
      }
    }
    return types;
  }

  /** The names of the types of facts. */
  static Set<String> facts(boolean withTheirFields) {
    return withTheirFields ? TYPES.keySet() : FACTS.keySet();
  }

  /** A type that a rule may name. */
  static Optional<Class<?>> type(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  /** A type of fact that a pattern may match. */
  static Optional<Class<?>> fact(String name) {
    return Optional.ofNullable(FACTS.get(name));
  }

  /** The type of a field; empty when there is no such field. */
  static Optional<Class<?>> field(Class<?> type, String name) {
    return fields(type)
        .filter(field -> field.getName().equals(name))
        .<Class<?>>map(RecordComponent::getType)
        .findFirst();
  }

  /** The names of the fields of a type. */
  static List<String> fieldNames(Class<?> type) {
    return fields(type).map(RecordComponent::getName).toList();
  }

  private static Stream<RecordComponent> fields(Class<?> type) {
    return type.isRecord() ? Arrays.stream(type.getRecordComponents()) : Stream.empty();
  }

  /** What a method of a type answers; empty when there is no such method. */
  static Optional<Class<?>> method(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals(name))
        .<Class<?>>map(Method::getReturnType)
        .findFirst();
  }

  /** The names of the methods that a type itself declares. */
  static Set<String> methodNames(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() == type)
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What stands in a type by itself: a nested type, a value of an enum, a constant. */
  static Optional<Class<?>> member(Class<?> type, String name) {
    if (constants(type).contains(name)) {
      return Optional.of(type);
    }
    return Arrays.stream(type.getClasses())
        .filter(nested -> nested.getSimpleName().equals(name))
        .<Class<?>>map(nested -> nested)
        .findFirst()
        .or(
            () ->
                Arrays.stream(type.getFields())
                    .filter(field -> Modifier.isStatic(field.getModifiers()))
                    .filter(field -> field.getName().equals(name))
                    .<Class<?>>map(field -> field.getType())
                    .findFirst());
  }

  /** The names of what stands in a type by itself. */
  static Set<String> memberNames(Class<?> type) {
    Set<String> names = new TreeSet<>(constants(type));
    Arrays.stream(type.getClasses()).map(Class::getSimpleName).forEach(names::add);
    return names;
  }

  private static List<String> constants(Class<?> type) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).map(one -> ((Enum<?>) one).name()).toList()
        : List.of();
  }
}
