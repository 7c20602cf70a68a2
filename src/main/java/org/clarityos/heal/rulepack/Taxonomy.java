package org.clarityos.heal.rulepack;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.clarityos.heal.yaml.StrictYaml;
import org.clarityos.heal.yaml.YamlInvalid;

/**
 * The names of symptoms with what each says, from {@code taxonomy.yaml}: one word per thing over all packs.
 *
 * @param symptoms the names, each with what it says of a component
 */
public record Taxonomy(Map<String, String> symptoms) {
  /** The file, in the folder of packs. */
  public static final String FILE = "taxonomy.yaml";

  /** Sorts the names. */
  public Taxonomy {
    symptoms = new TreeMap<>(symptoms);
  }

  /**
   * The symptoms of a folder of packs.
   *
   * @throws YamlInvalid when there is no readable taxonomy in it
   */
  public static Map<String, String> read(Path rules) throws YamlInvalid {
    return StrictYaml.read(rules.resolve(FILE), Taxonomy.class).symptoms();
  }
}
