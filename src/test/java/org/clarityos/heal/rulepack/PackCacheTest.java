package org.clarityos.heal.rulepack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.clarityos.heal.diagnose.Firings;
import org.clarityos.heal.diagnose.RuleBase;
import org.clarityos.heal.diagnose.RuleSession;
import org.clarityos.heal.fact.ProcessState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled packs that are kept for the next start. */
class PackCacheTest {
  private static final String WEB = "acme/fra1/web-1/service:web";
  @TempDir private Path folder;
  private Path rules;
  private Path kept;

  @BeforeEach
  void pack() throws Exception {
    rules = folder.resolve("rules");
    kept = folder.resolve("kept");
    pack("process-crashed");
  }

  private void pack(String symptom) throws Exception {
    Path pack = Files.createDirectories(rules.resolve("web"));
    Files.writeString(pack.resolve("pack.yaml"), "id: web\nversion: 1.0.0\n");
    Files.writeString(
        pack.resolve("web.drl"),
        """
        package org.clarityos.heal.rules.web;
        import org.clarityos.heal.fact.*;
        rule "A crash"
        @id(web-crash)
        ruleflow-group "symptom"
        when
          ProcessState(status == ProcessState.Status.CRASHED, $c: component)
        then
          insertLogical(new Symptom($c, "%s"));
        end
        """
            .formatted(symptom));
  }

  @Test
  void keptPacksFireAsThoseThatWereCompiled() throws Exception {
    RuleBase compiled = compile("build 1");
    Path jar = jars().get(0);
    var written = Files.getLastModifiedTime(jar);
    RuleBase again = compile("build 1");
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(written);
    assertThat(again.hash()).isEqualTo(compiled.hash());
    assertThat(again.rules()).isEqualTo(compiled.rules());
    assertThat(fired(again)).isEqualTo(fired(compiled));
  }

  @Test
  void anotherBuildAndOtherBytesAreCompiledAnew() throws Exception {
    String before = fired(compile("build 1"));
    Path first = jars().get(0);
    compile("build 2");
    assertThat(jars()).hasSize(2).contains(first);
    pack("other");
    assertThat(fired(compile("build 2"))).isNotEqualTo(before);
    assertThat(jars()).hasSize(3);
  }

  @Test
  void whatWasReplacedIsTakenAgain() throws Exception {
    String before = fired(compile("build 1"));
    Path jar = jars().get(0);
    var written = Files.getLastModifiedTime(jar);
    pack("other");
    compile("build 1");
    pack("process-crashed");
    assertThat(fired(compile("build 1"))).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(written);
    assertThat(jars()).hasSize(2);
  }

  @Test
  void theOldestOfMoreThan64OthersAreForgotten() throws Exception {
    compile("build 1");
    Path first = jars().get(0);
    for (int i = 0; i < 70; i++) {
      Path other = Files.createFile(kept.resolve("web-%02d.jar".formatted(i)));
      Files.setLastModifiedTime(other, FileTime.fromMillis(1000 + i));
    }
    compile("build 1");
    assertThat(jars())
        .hasSize(65)
        .contains(first, kept.resolve("web-06.jar"), kept.resolve("web-69.jar"))
        .doesNotContain(kept.resolve("web-05.jar"));
  }

  @Test
  void aBuildOfClassesInAFolderKeepsWhatItCompiles() throws Exception {
    RuleBase compiled = PackCompiler.compile(rules, kept);
    Path jar = jars().get(0);
    var written = Files.getLastModifiedTime(jar);
    assertThat(PackCompiler.compile(rules, kept).hash()).isEqualTo(compiled.hash());
    assertThat(jars()).containsExactly(jar);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(written);
  }

  @Test
  void aJarIsTheSameBuildAsTheClassesItWasMadeOfAndNotAsOthers() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes/org"));
    Files.write(classes.resolve("A.class"), new byte[] {1, 2});
    Files.write(classes.resolve("B.class"), new byte[] {3});
    Path jar = folder.resolve("program.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("B.class", "A.class")) {
        zip.putNextEntry(new ZipEntry("org/" + name));
        zip.write(Files.readAllBytes(classes.resolve(name)));
        zip.closeEntry();
      }
    }
    String build = PackCache.build(jar);
    assertThat(PackCache.build(classes.getParent())).isEqualTo(build);
    Files.write(classes.resolve("B.class"), new byte[] {4});
    assertThat(PackCache.build(classes.getParent())).isNotEqualTo(build);
  }

  @Test
  void aDamagedFileIsCompiledAnew() throws Exception {
    String before = fired(compile("build 1"));
    Files.write(jars().get(0), new byte[] {1, 2, 3});
    assertThat(fired(compile("build 1"))).isEqualTo(before);
  }

  private RuleBase compile(String build) throws PackInvalid {
    return PackCompiler.compile(rules, Optional.of(new PackCache(kept, build)));
  }

  private List<Path> jars() throws Exception {
    try (Stream<Path> files = Files.list(kept)) {
      return files.toList();
    }
  }

  private static String fired(RuleBase base) {
    try (RuleSession session = new RuleSession(base)) {
      return Firings.hash(
          session.run(
              1, 1000, List.of(new ProcessState(WEB, ProcessState.Status.CRASHED, 1000, "test"))));
    }
  }
}
