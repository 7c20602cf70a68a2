package org.clarityos.heal.execute.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.clarityos.heal.execute.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of a real server, commands of a list, and waiting. */
class CallActionsTest {
  @TempDir Path folder;
  private Patient patient;
  private HttpServer server;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void set() throws Exception {
    patient = new Patient(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String token = exchange.getRequestHeaders().getFirst("Authorization");
          heard.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + token
                  + " "
                  + body);
          String path = exchange.getRequestURI().getPath();
          if (path.endsWith("/elsewhere")) {
            exchange.getResponseHeaders().add("Location", "/secret");
          }
          exchange.sendResponseHeaders(
              path.endsWith("/elsewhere") ? 302 : path.endsWith("/broken") ? 500 : 204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
    patient.close();
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/admin/";
  }

  private ActionContext context() {
    String allows =
        """
        {"addresses": ["%s"],
         "commands": {"touch": ["/usr/bin/touch", "%s"], "fail": ["/bin/sh", "-c", "echo secret; exit 3"]}}
        """
            .formatted(base(), folder.resolve("touched"));
    return patient.context(patient.component(Steps.allows(allows)));
  }

  private String run(Action<?> action, String json) throws Exception {
    var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
    var with =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            mapper.readTree(json.replace("BASE", base()));
    return new Actions(List.of(action)).bind(action, with).run(context());
  }

  @Test
  void an_allowed_address_is_called_with_a_token_that_nothing_else_shows() throws Exception {
    Path token = folder.resolve("token");
    Files.createFile(
        token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(token, "canary-4711\n");

    String done =
        run(
            new CallHttp(),
            "{\"method\": \"post\", \"address\": \"BASEflush?key=canary-0815\", \"body\": \"{}\", \"token\": \""
                + token
                + "\"}");

    assertThat(heard).containsExactly("POST /admin/flush?key=canary-0815 Bearer canary-4711 {}");
    assertThat(done).isEqualTo("POST " + base() + "flush answered 204");
  }

  @Test
  void a_token_that_others_can_read_is_not_sent() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "canary");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(
            () ->
                run(
                    new CallHttp(),
                    "{\"method\": \"GET\", \"address\": \"BASEx\", \"token\": \"" + token + "\"}"))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("can be read by others; chmod 600");
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "BASE../secret, is below none of the addresses",
    "BASE%2e%2e/secret, is below none of the addresses",
    "http://127.0.0.1:1/admin/, is below none of the addresses",
    "http://127.0.0.1@example.org/, is below none of the addresses",
  })
  void an_address_that_the_inventory_does_not_allow_is_not_called(String address, String why) {
    assertThatThrownBy(
            () -> run(new CallHttp(), "{\"method\": \"GET\", \"address\": \"" + address + "\"}"))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"elsewhere, answered 302", "broken, answered 500"})
  void an_answer_that_is_no_success_fails_and_redirects_are_not_followed(String path, String why) {
    assertThatThrownBy(
            () -> run(new CallHttp(), "{\"method\": \"GET\", \"address\": \"BASE" + path + "\"}"))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining(why);
    assertThat(heard).hasSize(1);
  }

  @Test
  void a_notice_names_the_component_and_the_execution() throws Exception {
    run(new SendNotice(), "{\"address\": \"BASEhook\", \"text\": \"it is \\\"ill\\\"\"}");

    assertThat(heard)
        .containsExactly(
            "POST /admin/hook null {\"component\":\"t/s/h/service:patient\",\"execution\":\"kept\","
                + "\"text\":\"it is \\\"ill\\\"\"}");
  }

  @Test
  void a_listed_command_is_run() throws Exception {
    assertThat(run(new RunCommand(), "{\"name\": \"touch\"}"))
        .isEqualTo("command touch ended with 0");

    assertThat(folder.resolve("touched")).exists();
  }

  @Test
  void a_command_that_fails_says_its_exit_code_and_nothing_that_it_printed() {
    assertThatThrownBy(() -> run(new RunCommand(), "{\"name\": \"fail\"}"))
        .isInstanceOf(ActionFailed.class)
        .hasMessage("command fail ended with 3");
  }

  @Test
  void a_command_that_is_not_listed_is_refused() {
    assertThatThrownBy(() -> run(new RunCommand(), "{\"name\": \"reboot\"}"))
        .isInstanceOf(ActionFailed.class)
        .hasMessageContaining("no command that the inventory lists")
        .hasMessageContaining("[fail, touch]");
  }

  @Test
  void a_wait_takes_its_time() throws Exception {
    long before = System.nanoTime();

    assertThat(run(new WaitFor(), "{\"time\": \"50ms\"}")).isEqualTo("waited 50 ms");

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000L);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "wait.for|{'time': '11m'}|between 0s and 10m",
        "command.run|{'name': 'x', 'limit': '31m'}|up to 30m",
        "http.call|{'method': 'PATCH', 'address': 'http://a/b'}|one of [get, post, put, delete]",
        "http.call|{'method': 'GET', 'address': 'file:///etc/shadow'}|it reads http://host:port/path",
        "http.call|{'method': 'GET', 'address': 'http://a/b', 'status': 42}|between 100 and 599",
        "notify.send|{'address': 'http://a/b', 'text': ' '}|between 1 and 1000 letters"
      })
  void parameters_that_say_no_such_thing_are_refused(String action, String json, String why) {
    assertThat(Steps.fault(action, json.replace('\'', '"'))).contains(why);
  }
}
