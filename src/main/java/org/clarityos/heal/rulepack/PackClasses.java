package org.clarityos.heal.rulepack;

import java.util.Map;

/** The loader of packs' classes, from memory. */
final class PackClasses extends ClassLoader {
  private final Map<String, byte[]> classes;

  /**
   * A loader beside the program's own classes.
   *
   * @param classes the bytes, by name of file
   */
  PackClasses(Map<String, byte[]> classes) {
    super(PackClasses.class.getClassLoader());
    this.classes = Map.copyOf(classes);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
