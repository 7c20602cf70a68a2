package org.clarityos.heal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.inventory.Inventory;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  @Test
  void hostIsFoundAndOnlyObserved() {
    Inventory inventory = Discovery.discover();

    assertThat(inventory.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(inventory.components()).anyMatch(component -> component.kind().equals("host"));
  }
}
