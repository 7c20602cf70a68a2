package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.clarityos.heal.execute.Patient;
import org.clarityos.heal.inventory.Component;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interfaces, addresses, routes, the firewall and kernel settings of a network namespace. */
class NetworkActionsTest {
  private static final String ALLOWS =
      """
      {"networks": ["10.9.0.0/16", "192.0.2.0/24", "2001:db8::/32", "127.0.0.0/8"],
       "sysctl": ["net.ipv4.ip_forward", "net.ipv4.ip_local_port_range", "kernel.core_pattern"]}
      """;

  @TempDir Path folder;
  private Patient patient;
  private Namespace namespace;

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    namespace = new Namespace();
  }

  @AfterEach
  void end() throws Exception {
    patient.close();
    namespace.close();
  }

  private ActionContext context(String id) {
    Component component = patient.component(id, List.of(), Steps.allows(ALLOWS));
    var own = patient.hands();
    var hands =
        new ActionContext.Hands(
            own.processes(), namespace, own.configurations(), own.lastGood(), own.clock());
    return new ActionContext(Patient.site(component), component, hands, patient.file("kept"));
  }

  @Test
  void an_interface_is_brought_up_and_its_undo_takes_it_down() throws Exception {
    var action = new RaiseInterface();

    Preview told = Steps.preview("interface.up", "{}", context("interface:c0"));
    assertThat(told).isEqualTo(new Preview("brings c0 up", "takes it down again", ""));
    ObjectNode registered = Steps.run(action, "{}", context("interface:c0"));

    assertThat(namespace.ask("ip", "-o", "link", "show", "c0")).contains("UP,LOWER_UP");
    action.undo(registered, context("interface:c0"));
    assertThat(namespace.ask("ip", "-o", "link", "show", "c0")).doesNotContain("UP");
    namespace.ask("ip", "link", "set", "c0", "up");
    action.undo(Steps.run(action, "{}", context("interface:c0")), context("interface:c0"));
    assertThat(namespace.ask("ip", "-o", "link", "show", "c0")).as("was up before").contains("UP");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"10.9.3.7/24", "2001:db8::7/64"})
  void an_address_is_given_once_and_its_undo_takes_it_away(String address) throws Exception {
    var action = new AddAddress();
    String step = "{\"address\": \"" + address + "\"}";

    assertThat(Steps.preview("interface.add-address", step, context("interface:c0")).does())
        .isEqualTo("gives c0 the address " + address);
    ObjectNode registered = Steps.run(action, step, context("interface:c0"));
    ObjectNode again = Steps.run(action, step, context("interface:c0"));

    assertThat(namespace.ask("ip", "address", "show", "dev", "c0")).contains(address);
    action.undo(again, context("interface:c0"));
    assertThat(namespace.ask("ip", "address", "show", "dev", "c0")).contains(address);
    action.undo(registered, context("interface:c0"));
    action.undo(registered, context("interface:c0"));
    assertThat(namespace.ask("ip", "address", "show", "dev", "c0"))
        .doesNotContain(address)
        .contains("10.9.0.1/24");
  }

  @Test
  void a_route_is_replaced_and_its_undo_puts_the_old_one_back() throws Exception {
    namespace.ask("ip", "link", "set", "c0", "up");
    namespace.ask("ip", "route", "add", "192.0.2.0/24", "via", "10.9.0.5", "dev", "c0");
    var action = new ReplaceRoute();
    String step = "{\"to\": \"192.0.2.0/24\", \"via\": \"10.9.0.9\"}";

    assertThat(Steps.preview("route.replace", step, context("interface:c0")).does())
        .isEqualTo(
            "sets the route to 192.0.2.0/24 via 10.9.0.9 on c0, where now is 192.0.2.0/24 via 10.9.0.5 dev c0");
    ObjectNode registered = Steps.run(action, step, context("interface:c0"));

    assertThat(routes()).contains("192.0.2.0/24 via 10.9.0.9");
    action.undo(registered, context("interface:c0"));
    action.undo(registered, context("interface:c0"));
    assertThat(routes()).contains("192.0.2.0/24 via 10.9.0.5").doesNotContain("10.9.0.9");
  }

  @Test
  void a_route_that_was_not_there_is_gone_after_its_undo() throws Exception {
    namespace.ask("ip", "link", "set", "c0", "up");
    var action = new ReplaceRoute();
    String step = "{\"to\": \"192.0.2.0/25\", \"via\": \"10.9.0.9\"}";

    ObjectNode registered = Steps.run(action, step, context("interface:c0"));

    assertThat(routes()).contains("192.0.2.0/25 via 10.9.0.9");
    action.undo(registered, context("interface:c0"));
    action.undo(registered, context("interface:c0"));
    assertThat(routes()).doesNotContain("192.0.2.0/25");
  }

  private String routes() throws InterruptedException {
    return namespace.ask("ip", "route", "show");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"192.0.2.7", "192.0.2.0/28", "2001:db8:1::/48"})
  void a_peer_is_blocked_until_its_time_is_over_and_let_in_by_the_undo(String peer)
      throws Exception {
    var action = new BlockPeer();
    String step = "{\"peer\": \"" + peer + "\", \"time\": \"10m\"}";

    ObjectNode registered = Steps.run(action, step, context("service:web"));
    Steps.run(action, "{\"peer\": \"" + peer + "\", \"time\": \"20m\"}", context("service:web"));

    assertThat(Firewall.left(Network.of(peer), context("service:web")).orElseThrow())
        .isBetween(java.time.Duration.ofMinutes(15), java.time.Duration.ofMinutes(20));
    assertThat(namespace.ask("nft", "list", "ruleset")).containsOnlyOnce("ip saddr @blocked4");
    action.undo(registered, context("service:web"));
    action.undo(registered, context("service:web"));
    assertThat(Firewall.left(Network.of(peer), context("service:web"))).isEmpty();
  }

  @Test
  void what_a_blocked_peer_sends_does_not_arrive() throws Exception {
    namespace.ask("ip", "address", "add", "10.9.77.1/32", "dev", "lo");
    assertThat(pings("10.9.77.1")).isTrue();
    namespace.ask("ip", "address", "delete", "10.9.77.1/32", "dev", "lo");
    Steps.run(
        new BlockPeer(), "{\"peer\": \"10.9.77.1\", \"time\": \"1m\"}", context("service:web"));
    namespace.ask("ip", "address", "add", "10.9.77.1/32", "dev", "lo");

    assertThat(pings("10.9.77.1")).isFalse();

    Steps.run(new UnblockPeer(), "{\"peer\": \"10.9.77.1\"}", context("service:web"));
    assertThat(pings("10.9.77.1")).isTrue();
  }

  /** Whether a connection from an address to itself is answered, if only by a refusal. */
  private boolean pings(String address) throws InterruptedException {
    String question = "exec 3<>/dev/tcp/" + address + "/9";
    return namespace.ask("timeout", "1", "bash", "-c", question).contains("refused");
  }

  @Test
  void the_undo_of_an_unblock_blocks_for_what_was_left() throws Exception {
    ActionContext context = context("service:web");
    Steps.run(new BlockPeer(), "{\"peer\": \"192.0.2.9\", \"time\": \"10m\"}", context);
    var action = new UnblockPeer();

    assertThat(Steps.preview("firewall.unblock", "{\"peer\": \"192.0.2.9\"}", context))
        .satisfies(told -> assertThat(told.does()).isEqualTo("lets 192.0.2.9 in again"))
        .satisfies(told -> assertThat(told.seen()).startsWith("now: blocked for "));
    ObjectNode registered = Steps.run(action, "{\"peer\": \"192.0.2.9\"}", context);

    assertThat(Firewall.left(Network.of("192.0.2.9"), context)).isEmpty();
    action.undo(registered, context);
    assertThat(Firewall.left(Network.of("192.0.2.9"), context).orElseThrow())
        .isBetween(java.time.Duration.ofMinutes(8), java.time.Duration.ofMinutes(10));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "10.9.0.1, an address of this host on c0",
    "10.9.0.0/24, an address of this host on c0",
    "127.0.0.9, is this host",
    "10.9.0.254, the default gateway",
    "198.51.100.1, is in none of the networks",
    "0.0.0.0/0, is in none of the networks"
  })
  void a_peer_that_nobody_should_block_is_refused(String peer, String why) throws Exception {
    namespace.ask("ip", "link", "set", "c0", "up");
    namespace.ask("ip", "route", "add", "default", "via", "10.9.0.254");
    String step = "{\"peer\": \"" + peer + "\", \"time\": \"1m\"}";

    assertThatThrownBy(() -> Steps.preview("firewall.block", step, context("service:web")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> Steps.run(new BlockPeer(), step, context("service:web")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);

    assertThat(namespace.ask("nft", "list", "ruleset")).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "firewall.block|{'peer': 'web.example', 'time': '1m'}|is no address",
        "firewall.block|{'peer': '10.0.0.1/8', 'time': '1m'}|bits set after its length",
        "firewall.block|{'peer': '10.0.0.0/40', 'time': '1m'}|no length between 0 and 32",
        "firewall.block|{'peer': '10.0.0.1', 'time': '1s'}|between 1m and 24h",
        "firewall.block|{'peer': '10.0.0.1; flush ruleset', 'time': '1m'}|is no address",
        "interface.add-address|{'address': '10.0.0.1'}|with the length of its network",
        "route.replace|{'to': '10.0.0.0/8', 'via': '::1'}|IPv4 and IPv6",
        "route.replace|{'to': '10.0.0.0/8', 'via': '10.0.0.0/8'}|it is one address",
        "sysctl.set|{'name': 'vm.swappiness', 'value': '10; reboot'}|it is a word"
      })
  void parameters_that_say_no_such_thing_are_refused(String action, String json, String why) {
    assertThat(Steps.fault(action, json.replace('\'', '"'))).contains(why);
  }

  @Test
  void only_an_interface_is_brought_up() {
    assertThatThrownBy(() -> Steps.run(new RaiseInterface(), "{}", context("service:web")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("service:web is no network interface");
  }

  @Test
  void kernel_settings_are_set_and_put_back() throws Exception {
    var action = new SetSysctl();
    String before = namespace.ask("sysctl", "-n", "net.ipv4.ip_local_port_range");

    String shown = before.replace('\t', ' ');
    Preview told =
        Steps.preview(
            "sysctl.set",
            "{\"name\": \"net.ipv4.ip_local_port_range\", \"value\": \"20000 30000\"}",
            context("host:h"));
    assertThat(told.does())
        .isEqualTo("sets net.ipv4.ip_local_port_range from " + shown + " to 20000 30000");
    assertThat(told.undo()).isEqualTo("sets it back to " + shown);
    ObjectNode registered =
        Steps.run(
            action,
            "{\"name\": \"net.ipv4.ip_local_port_range\", \"value\": \"20000 30000\"}",
            context("host:h"));

    assertThat(namespace.ask("sysctl", "-n", "net.ipv4.ip_local_port_range"))
        .isEqualTo("20000\t30000");
    action.undo(registered, context("host:h"));
    action.undo(registered, context("host:h"));
    assertThat(namespace.ask("sysctl", "-n", "net.ipv4.ip_local_port_range")).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "net.ipv4.tcp_sack, is not among the sysctl that the inventory allows",
    "kernel.core_pattern, names a program that the kernel runs as root"
  })
  void kernel_settings_that_nobody_allowed_are_refused(String name, String why) {
    String step = "{\"name\": \"" + name + "\", \"value\": \"1\"}";

    assertThatThrownBy(() -> Steps.run(new SetSysctl(), step, context("host:h")))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
  }
}
