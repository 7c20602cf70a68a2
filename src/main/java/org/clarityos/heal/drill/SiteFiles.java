package org.clarityos.heal.drill;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of a disposable site: its inventory and the configurations of its parts. */
final class SiteFiles {
  static final String MESSAGE = "hello from the patient";
  private static final int DESCRIPTORS = 512;
  private static final int MOST_PLANS = 1000;
  private final Path folder;
  private final Ports ports;
  private final Launcher launcher;
  private final Set<Part> parts;

  SiteFiles(Path folder, Ports ports, Launcher launcher, Set<Part> parts) {
    this.folder = folder;
    this.ports = ports;
    this.launcher = launcher;
    this.parts = parts;
  }

  /** Writes everything; the site's folders are made on the way. */
  void write() throws IOException {
    for (String name : List.of("app", "nginx/logs", "redis", "mount/cache", "data")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.writeString(appConfiguration(), app(MESSAGE, false));
    Files.writeString(nginxConfiguration(), nginx(ports.app(), ""));
    Files.writeString(folder.resolve("redis/redis.conf"), redis());
    Files.writeString(folder.resolve("keeper"), keeper());
    new YAMLMapper().writeValue(inventory().toFile(), tree());
  }

  Path inventory() {
    return folder.resolve("clarity.yaml");
  }

  Path appConfiguration() {
    return folder.resolve("app/app.json");
  }

  Path nginxConfiguration() {
    return folder.resolve("nginx/nginx.conf");
  }

  Path pidFile(Part part) {
    String name = part.component().substring(part.component().indexOf(':') + 1);
    return folder.resolve(name).resolve(name + ".pid");
  }

  /** The app's configuration. */
  String app(String message, boolean poison) {
    String upstream = parts.contains(Part.REDIS) ? "127.0.0.1:" + ports.redis() : "";
    return "{\"port\": %d, \"message\": \"%s\", \"upstream\": \"%s\", \"poison\": %s}%n"
        .formatted(ports.app(), message, upstream, poison);
  }

  /** The proxy's configuration. */
  String nginx(int upstream, String comment) {
    return """
        worker_processes 1;
        pid %1$s;
        error_log %2$s/logs/error.log;
        daemon on;
        events { worker_connections 128; }
        http {
          access_log off;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          server {
            listen 127.0.0.1:%3$d;
            location / { proxy_pass http://127.0.0.1:%4$d; proxy_connect_timeout 300ms; }
          }
        }
        %5$s
        """
        .formatted(pidFile(Part.NGINX), folder.resolve("nginx"), ports.nginx(), upstream, comment);
  }

  private String redis() {
    return """
        bind 127.0.0.1
        port %d
        dir %s
        pidfile %s
        appendonly yes
        save ""
        daemonize no
        set-proc-title no
        """
        .formatted(ports.redis(), folder.resolve("redis"), pidFile(Part.REDIS));
  }

  private String keeper() {
    List<String> lines = new ArrayList<>(List.of(pidFile(Part.APP).toString()));
    lines.addAll(start(Part.APP));
    return String.join("\n", lines) + "\n";
  }

  /** The command that starts a part. */
  List<String> start(Part part) {
    String conf = nginxConfiguration().toString();
    return switch (part) {
      case APP -> {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("prlimit", "--nofile=" + DESCRIPTORS + ":" + DESCRIPTORS));
        command.addAll(
            launcher.patient("--config", appConfiguration().toString(), "--dir", folder + "/app"));
        yield List.copyOf(command);
      }
      case NGINX -> nginxCommand("-c", conf);
      case REDIS -> List.of("redis-server", folder.resolve("redis/redis.conf").toString());
      case FILESYSTEM -> throw new IllegalArgumentException("a filesystem is not started");
    };
  }

  /** A command of this site's proxy. */
  List<String> nginxCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("nginx"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-p", folder.resolve("nginx").toString()));
    command.addAll(List.of("-e", folder.resolve("nginx/logs/error.log").toString()));
    return List.copyOf(command);
  }

  private Map<String, Object> tree() {
    List<Object> components = new ArrayList<>();
    if (parts.contains(Part.REDIS)) {
      components.add(redisComponent());
    }
    components.add(appComponent());
    if (parts.contains(Part.NGINX)) {
      components.add(nginxComponent());
    }
    if (parts.contains(Part.FILESYSTEM)) {
      components.add(filesystem());
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.putAll(Map.of("tenant", "drill", "site", "disposable", "host", "here", "mode", "act"));
    tree.put("components", components);
    // The same faults are injected over and over: what is a loop elsewhere is a drill here.
    List<?> ids = components.stream().map(component -> ((Map<?, ?>) component).get("id")).toList();
    tree.put("budgets", List.of(Map.of("components", ids, "plansPerHour", MOST_PLANS)));
    return tree;
  }

  private Map<String, Object> appComponent() {
    String conf = appConfiguration().toString();
    Map<String, Object> app =
        service(Part.APP, "patient", ports.app(), List.of("--config " + conf));
    app.put("probes", List.of(probe("http://127.0.0.1:" + ports.app() + "/", MESSAGE)));
    app.put("data", List.of(folder.resolve("app/data/state.json").toString()));
    app.put("dependsOn", parts.contains(Part.REDIS) ? List.of(Part.REDIS.component()) : List.of());
    List<String> validate = launcher.patient("--validate", "{file}");
    app.put("configuration", List.of(Map.of("path", conf, "format", "json", "validate", validate)));
    return app;
  }

  private Map<String, Object> nginxComponent() {
    String conf = nginxConfiguration().toString();
    Map<String, Object> nginx =
        service(Part.NGINX, "nginx", ports.nginx(), List.of("nginx: master process", conf));
    nginx.put("probes", List.of(probe("http://127.0.0.1:" + ports.nginx() + "/", MESSAGE)));
    nginx.put("dependsOn", List.of(Part.APP.component()));
    List<String> validate = nginxCommand("-t", "-c", "{file}");
    nginx.put("configuration", List.of(Map.of("path", conf, "validate", validate)));
    return nginx;
  }

  private Map<String, Object> redisComponent() {
    List<String> match = List.of(start(Part.REDIS).get(1));
    Map<String, Object> redis = service(Part.REDIS, "redis", ports.redis(), match);
    redis.put("probes", List.of(probe("tcp://127.0.0.1:" + ports.redis(), "")));
    return redis;
  }

  private Map<String, Object> service(Part part, String type, int port, List<String> match) {
    Map<String, Object> process = new LinkedHashMap<>();
    process.put("start", start(part));
    if (part == Part.NGINX) {
      process.put("reload", nginxCommand("-s", "reload", "-c", nginxConfiguration().toString()));
    }
    process.put("directory", folder.toString());
    process.put("output", folder.resolve(type + ".out").toString());
    process.put("pidFile", pidFile(part).toString());
    process.put("match", match);
    process.put("stopTimeout", "2s");
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("id", part.component());
    component.put("type", type);
    component.put("process", process);
    component.put("listens", List.of(port));
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.putAll(Map.of("criticality", "high", "desired", "running", "managedBy", "clarity"));
    policy.put("autoFix", true);
    policy.put("deployLock", folder.resolve(type + ".deploying").toString());
    component.put("policy", policy);
    return component;
  }

  private Map<String, Object> filesystem() {
    Path cache = folder.resolve("mount/cache");
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("id", Part.FILESYSTEM.component());
    component.put("mount", folder.resolve("mount").toString());
    component.put(
        "reclaim", List.of(Map.of("directory", cache.toString(), "glob", "*.tmp", "keep", 0)));
    return component;
  }

  private static Map<String, Object> probe(String url, String contains) {
    Map<String, Object> probe = new LinkedHashMap<>();
    probe.putAll(Map.of("name", "user", "url", url, "interval", "250ms", "timeout", "500ms"));
    probe.put("slow", "400ms");
    if (!contains.isEmpty()) {
      probe.put("contains", contains);
    }
    return probe;
  }
}
