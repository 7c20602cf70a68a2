package org.clarityos.heal.rulepack;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The look at a compiled class of a pack before it is loaded: what it names must be on a list, and
 * its code may neither loop nor make arrays of a size that is computed. The list is of what may be
 * used, so that nothing new is let in by being unknown.
 */
final class Sandbox {
  /** Where everything may be used: facts, and the model that rules are compiled to. */
  private static final List<String> FREE =
      List.of(
          "org/clarityos/heal/rules/",
          "org/clarityos/heal/fact/",
          "org/drools/model/consequences/",
          "org/drools/model/functions/",
          "org/drools/model/operators/",
          "org/drools/model/view/",
          "org/drools/model/DomainClassMetadata",
          "org/drools/model/Index",
          "org/drools/model/Model",
          "org/drools/model/PatternDSL",
          "org/drools/model/Rule",
          "org/drools/model/WindowDefinition",
          "org/drools/model/impl/RuleBuilder",
          "org/drools/project/model/",
          "org/drools/modelcompiler/dsl/pattern/",
          "org/drools/modelcompiler/util/EvaluationUtil",
          "org/drools/core/base/accumulators/",
          "java/lang/invoke/SerializedLambda");

  /** Of these only some methods and fields. */
  private static final Map<String, Set<String>> SOME =
      Map.ofEntries(
          // Of the numbers no getInteger, getLong or getBoolean: they read the program's
          // properties.
          Map.entry(
              "java/lang/Boolean", Set.of("TYPE", "TRUE", "FALSE", "booleanValue", "valueOf")),
          Map.entry(
              "java/lang/Double",
              Set.of("TYPE", "compare", "compareTo", "doubleValue", "equals", "valueOf")),
          Map.entry("java/lang/Enum", Set.of("<init>", "compareTo", "name", "ordinal", "valueOf")),
          Map.entry(
              "java/lang/Integer",
              Set.of("TYPE", "compare", "compareTo", "equals", "intValue", "valueOf")),
          Map.entry(
              "java/lang/Long",
              Set.of("TYPE", "compare", "compareTo", "equals", "longValue", "valueOf")),
          // No random: a session is a function of its journal.
          Map.entry(
              "java/lang/Math",
              Set.of("abs", "ceil", "floor", "log", "max", "min", "pow", "round", "sqrt")),
          Map.entry("java/lang/Object", Set.of("<init>", "equals", "hashCode")),
          // No repeat, format or join: they make as much text as they are told to.
          Map.entry(
              "java/lang/String",
              Set.of(
                  "compareTo",
                  "contains",
                  "endsWith",
                  "equals",
                  "equalsIgnoreCase",
                  "hashCode",
                  "indexOf",
                  "isEmpty",
                  "length",
                  "matches",
                  "startsWith",
                  "substring",
                  "toLowerCase",
                  "toUpperCase",
                  "trim",
                  "valueOf")),
          Map.entry("java/lang/Exception", Set.of()),
          Map.entry("java/lang/RuntimeException", Set.of("<init>")),
          Map.entry("java/lang/IllegalArgumentException", Set.of("<init>")),
          // The compiler copies arrays of constants with it.
          Map.entry("java/lang/System", Set.of("arraycopy")),
          Map.entry("java/lang/invoke/MethodHandles", Set.of()),
          Map.entry("java/lang/invoke/MethodHandles$Lookup", Set.of()),
          Map.entry("java/lang/invoke/LambdaMetafactory", Set.of("metafactory", "altMetafactory")),
          Map.entry("java/lang/invoke/StringConcatFactory", Set.of("makeConcatWithConstants")),
          Map.entry(
              "java/math/BigDecimal",
              Set.of(
                  "<init>",
                  "ZERO",
                  "ONE",
                  "add",
                  "compareTo",
                  "max",
                  "min",
                  "multiply",
                  "negate",
                  "signum",
                  "subtract",
                  "valueOf")),
          Map.entry(
              "java/time/format/DateTimeFormatterBuilder",
              Set.of("<init>", "appendPattern", "parseCaseInsensitive", "toFormatter")),
          Map.entry("java/util/Arrays", Set.of("asList")),
          Map.entry("java/util/Collections", Set.of("emptyList")),
          Map.entry("java/util/List", Set.of("contains", "get", "isEmpty", "size")),
          // For matches; an expression that never comes to an end is stopped with its batch.
          Map.entry("java/util/regex/Matcher", Set.of("matches")),
          Map.entry("java/util/regex/Pattern", Set.of("compile", "matcher", "matches")),
          Map.entry("java/util/Locale", Set.of("ENGLISH")),
          Map.entry("org/clarityos/heal/diagnose/Distinct", Set.of("<init>")),
          Map.entry("org/clarityos/heal/diagnose/NoisyOr", Set.of("<init>")),
          Map.entry("org/clarityos/heal/diagnose/Slope", Set.of("<init>")),
          Map.entry("org/drools/core/rule/consequence/KnowledgeHelper", Set.of("insertLogical")),
          Map.entry("org/drools/model/Drools", Set.of("insert")),
          Map.entry("org/drools/modelcompiler/consequence/DroolsImpl", Set.of("asKnowledgeHelper")),
          Map.entry("org/drools/util/DateUtils", Set.of("getDateFormatMask")));

  /** What only the description of the project, which no author writes, may use. */
  private static final List<String> PROJECT =
      List.of("org/kie/", "org/drools/modelcompiler/CanonicalKieModuleModel");

  private static final String PROJECT_CLASSES = "org/drools/project/model/";
  private static final int MEMBER_FIELD = 9;
  private static final int MEMBER_METHOD = 10;
  private static final int MEMBER_INTERFACE = 11;
  private static final int CLASS = 7;

  private final ClassReader reader;
  private final Set<Fault> found = new LinkedHashSet<>();

  /**
   * Something that a class may not do.
   *
   * @param word what its author wrote for it: a simple class name or a method's name
   * @param message what is wrong, in words
   */
  record Fault(String word, String message) {}

  private Sandbox(byte[] bytes) {
    this.reader = new ClassReader(bytes);
  }

  /** What a class may not do and does; empty when it may be loaded. */
  static List<Fault> check(byte[] bytes) {
    Sandbox sandbox = new Sandbox(bytes);
    sandbox.constants();
    sandbox.reader.accept(sandbox.new Code(), ClassReader.SKIP_FRAMES);
    return List.copyOf(sandbox.found);
  }

  private void constants() {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int index = 1; index < reader.getItemCount(); index++) {
      int item = reader.getItem(index);
      if (item == 0) {
        continue;
      }
      int tag = reader.readByte(item - 1);
      if (tag == CLASS) {
        type(reader.readUTF8(item, buffer));
      } else if (tag == MEMBER_FIELD || tag == MEMBER_METHOD || tag == MEMBER_INTERFACE) {
        String owner = reader.readClass(item, buffer);
        int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
        member(owner, reader.readUTF8(nameAndType, buffer));
      }
    }
  }

  private boolean free(String owner) {
    return !SOME.containsKey(owner)
        && (FREE.stream().anyMatch(owner::startsWith)
            || (reader.getClassName().startsWith(PROJECT_CLASSES)
                && PROJECT.stream().anyMatch(owner::startsWith)));
  }

  private void type(String name) {
    String owner =
        name.startsWith("[") ? Type.getType(name).getElementType().getInternalName() : name;
    boolean primitive =
        name.startsWith("[") && Type.getType(name).getElementType().getSort() < Type.ARRAY;
    if (!primitive && !free(owner) && !SOME.containsKey(owner)) {
      refuse(owner, simple(owner));
    }
  }

  private void member(String owner, String name) {
    if (owner.startsWith("[")) {
      return;
    }
    if (!free(owner) && !SOME.getOrDefault(owner, Set.of()).contains(name)) {
      refuse(owner + "." + name, SOME.containsKey(owner) ? name : simple(owner));
    }
  }

  private void refuse(String what, String word) {
    found.add(
        new Fault(
            word,
            "it uses "
                + what.replace('/', '.')
                + "; a pack uses facts, numbers and text, and nothing of the machine"));
  }

  private static String simple(String owner) {
    return owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1);
  }

  /** The look at code: jumps backwards and arrays. */
  private final class Code extends ClassVisitor {
    Code() {
      super(Opcodes.ASM9);
    }

    /** All but the copy of its values that the compiler gives every enum. */
    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return name.equals("values") ? null : new Body();
    }
  }

  private final class Body extends MethodVisitor {
    private final Set<Label> passed = new LinkedHashSet<>();
    private boolean constant;

    Body() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (passed.contains(label)) {
        found.add(new Fault("while", "it loops; rules match, and the engine repeats"));
      }
      constant = false;
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      if (opcode == Opcodes.NEWARRAY && !constant) {
        array();
      }
      constant = opcode != Opcodes.NEWARRAY;
    }

    @Override
    public void visitInsn(int opcode) {
      constant = opcode >= Opcodes.ICONST_0 && opcode <= Opcodes.ICONST_5;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (opcode == Opcodes.ANEWARRAY && !constant) {
        array();
      }
      constant = false;
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      array();
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      constant = false;
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      constant = false;
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant = false;
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      constant = false;
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      constant = false;
    }

    private void array() {
      found.add(new Fault("new", "it makes an array; a pack makes facts"));
    }
  }
}
