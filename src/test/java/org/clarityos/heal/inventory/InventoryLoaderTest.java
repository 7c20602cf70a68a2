package org.clarityos.heal.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.clarityos.heal.fact.Budget;
import org.clarityos.heal.fact.DependsOn;
import org.clarityos.heal.fact.Mode;
import org.clarityos.heal.yaml.Problem;
import org.clarityos.heal.yaml.YamlInvalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryLoaderTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("clarity.yaml"), text);
  }

  @Test
  void wholeInventoryIsRead() throws Exception {
    Path file =
        file(
            """
            tenant: acme
            site: fra1
            host: web-3
            mode: act
            components:
              - id: service:nginx
                type: nginx
                process:
                  start: [/usr/sbin/nginx, -c, /etc/nginx/nginx.conf]
                  pidFile: run/nginx.pid
                  match: ["nginx: master"]
                  stopTimeout: 5s
                probes:
                  - {name: page, url: "http://127.0.0.1:80/", interval: 250ms, timeout: 2s, status: 200}
                  - {name: shell, command: [/bin/true]}
                listens: [80]
                configuration:
                  - {path: etc/nginx.conf, validate: [nginx, -t, -c, "{file}"]}
                logs:
                  - {path: log/error.log, patterns: {emerg: "%{GREEDYDATA}emerg%{GREEDYDATA}"}}
                dependsOn: [filesystem:data]
                policy: {criticality: high, protected: true, autoFix: false, deployLock: deploy.lock}
              - id: filesystem:data
                mount: /data
                reclaim: [{directory: /data/tmp, glob: "*.log", keep: 2}]
            groups:
              - {name: web, members: [service:nginx], minimumHealthy: 1}
            modes:
              - {components: [service:nginx], mode: ask}
            """);

    Inventory inventory = InventoryLoader.load(file);

    Component nginx = inventory.component("acme/fra1/web-3/service:nginx").orElseThrow();
    assertThat(nginx.process().orElseThrow().pidFile()).contains(folder.resolve("run/nginx.pid"));
    assertThat(nginx.probes().get(0).interval()).isEqualTo(Duration.ofMillis(250));
    assertThat(nginx.probes().get(0).slow()).isEqualTo(Duration.ofSeconds(2));
    assertThat(nginx.policy().fenced()).isTrue();
    assertThat(nginx.policy().autoFix()).isFalse();
    assertThat(nginx.policy().deployLock()).contains(folder.resolve("deploy.lock"));
    assertThat(inventory.mode(nginx, "any")).isEqualTo(Mode.ASK);
    assertThat(InventoryFacts.of(inventory))
        .contains(
            new DependsOn("acme/fra1/web-3/service:nginx", "acme/fra1/web-3/filesystem:data"));
  }

  private static String budgets(String rule) {
    return "tenant: acme\nsite: fra1\nhost: web-3\ncomponents: [{id: service:nginx}]\nbudgets: ["
        + rule
        + "]\n";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{scope: tenant, plansPerHour: 9} | acme | ''",
        "{scope: host, plansPerHour: 9} | acme/fra1/web-3 | ''",
        "{scope: tenant, knownIssue: x, plansPerHour: 9} | acme | x",
        "{knownIssue: x, plansPerHour: 9} | acme/fra1 | x",
        "{components: [service:nginx], plansPerHour: 9} | acme/fra1/web-3/service:nginx | ''",
      })
  void aBudgetIsOfItsScope(String rule, String scope, String issue) throws Exception {
    assertThat(InventoryFacts.of(InventoryLoader.load(file(budgets(rule)))))
        .contains(new Budget(scope, issue, 9));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{scope: site, plansPerHour: 9} | is plansPerHour of the inventory; name components, another scope or a knownIssue",
        "{scope: tenant, components: [service:nginx], plansPerHour: 9} | leave one out",
        "{scope: fleet, plansPerHour: 9} | write one of [tenant, site, host]",
      })
  void aBudgetOfNoScopeIsRefused(String rule, String words) throws Exception {
    Path file = file(budgets(rule));
    assertThatThrownBy(() -> InventoryLoader.load(file)).hasMessageContaining(words);
  }

  @Test
  void unknownFieldIsRefusedWithItsPlaceAndTheKnownOnes() throws Exception {
    Path file =
        file(
            """
            tenant: acme
            site: fra1
            components:
              - id: service:nginx
                probs: []
            """);

    assertThat(InventoryLoader.problems(file))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isEqualTo(5);
              assertThat(problem.column()).isEqualTo(5);
              assertThat(problem.message()).contains("\"probs\" is not known");
              assertThat(problem.message()).contains("probes");
            });
  }

  @Test
  void dependencyOnWhatIsNotDeclaredIsRefusedWithItsPlace() throws Exception {
    Path file =
        file(
            """
            tenant: acme
            site: fra1
            components:
              - id: service:app
                dependsOn: [service:databse]
              - id: service:database
            """);

    assertThatThrownBy(() -> InventoryLoader.load(file))
        .isInstanceOf(YamlInvalid.class)
        .hasMessageContaining("clarity.yaml:5:17: \"service:databse\" is not declared")
        .hasMessageContaining("service:database");
  }

  @Test
  void allProblemsAreToldAtOnceEachWithItsPlace() throws Exception {
    Path file =
        file(
            """
            tenant: acme
            site: fra1
            components:
              - id: service:app
                probes:
                  - {name: page, url: "http://127.0.0.1/", timeout: soon}
              - id: nginx
              - id: service:db
                listens: [many]
            """);

    assertThat(InventoryLoader.problems(file)).extracting(Problem::line).containsExactly(6, 7, 9);
    assertThat(InventoryLoader.problems(file).get(0).toString())
        .contains("clarity.yaml:6:")
        .contains("soon")
        .contains("250ms");
  }

  @Test
  void modeIsNarrowedPerGroupOfComponentsAndPerKnownIssueTheLastMatchWins() throws Exception {
    Path file = folder.resolve("clarity.yaml");
    Files.writeString(
        file,
        """
        tenant: acme
        site: fra1
        host: web-3
        components:
          - id: service:a
          - id: service:b
        modes:
          - {components: ["service:a"], mode: act}
          - {knownIssue: memory-leak, mode: ask}
          - {components: ["service:b"], knownIssue: memory-leak, mode: act}
        """);
    Inventory inventory = InventoryLoader.load(file);
    var a = inventory.components().get(0);
    var b = inventory.components().get(1);
    assertThat(inventory.mode(a, "process-crashed")).isEqualTo(Mode.ACT);
    assertThat(inventory.mode(b, "process-crashed")).isEqualTo(Mode.OBSERVE);
    assertThat(inventory.mode(a, "memory-leak")).isEqualTo(Mode.ASK);
    assertThat(inventory.mode(b, "memory-leak")).isEqualTo(Mode.ACT);
  }

  @Test
  void modeForWhatIsNoKnownIssueIsRefusedWithItsPlace() throws Exception {
    Path file = folder.resolve("clarity.yaml");
    Files.writeString(
        file,
        """
        tenant: acme
        site: fra1
        components:
          - id: service:a
        modes:
          - knownIssue: memory-leek
            mode: ask
        """);
    Inventory inventory = InventoryLoader.load(file);
    assertThat(InventoryLoader.strangers(file, inventory, Set.of("memory-leak")))
        .extracting(Problem::toString)
        .containsExactly(file + ":6:17: \"memory-leek\" is no known issue; there are memory-leak");
    assertThat(InventoryLoader.strangers(file, inventory, Set.of("memory-leek"))).isEmpty();
  }

  @Test
  void brokenYamlIsRefusedWithItsPlace() throws Exception {
    Path file = file("tenant: acme\nsite: [fra1\ncomponents: []\n");

    assertThat(InventoryLoader.problems(file))
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(3));
  }
}
