package org.clarityos.heal.rulepack;

import java.util.List;

/**
 * The manifest of a pack, its {@code pack.yaml}.
 *
 * @param id the pack's name, which is its folder's
 * @param version its version of meaning: {@code major.minor.patch}
 * @param owner who answers for it
 * @param engine the versions of the program that it is written for, such as {@code ">=0.1"}
 * @param needs the packs whose symptoms its rules build on; policy and planning are always there
 */
record Manifest(String id, String version, String owner, String engine, List<String> needs) {
  /** The file, in the pack's folder. */
  static final String FILE = "pack.yaml";

  /** Fills in what an author may leave out. */
  Manifest {
    id = id == null ? "" : id;
    version = version == null ? "" : version;
    owner = owner == null ? "" : owner;
    engine = engine == null ? "" : engine;
    needs = needs == null ? List.of() : List.copyOf(needs);
  }
}
