package org.clarityos.heal.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.clarityos.heal.fact.Role;
import org.clarityos.heal.yaml.YamlInvalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeopleTest {
  private final RandomGenerator random = new SplittableRandom(7);

  @TempDir Path data;

  private People people() {
    return new People(data);
  }

  @Test
  void a_person_is_known_by_the_token_which_is_kept_nowhere() throws Exception {
    String token = people().put("ann", Role.OPERATOR, random);
    people().put("ben@example.com", Role.ADMIN, random);

    assertThat(people().known(token))
        .hasValueSatisfying(ann -> assertThat(ann.role()).isEqualTo(Role.OPERATOR));
    assertThat(people().known(token + "0")).isEmpty();
    assertThat(people().known("")).isEmpty();
    Path file = data.resolve(People.FILE);
    assertThat(Files.readString(file)).doesNotContain(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_new_token_voids_the_old_one_and_who_is_taken_out_is_unknown() throws Exception {
    String old = people().put("ann", Role.OPERATOR, random);
    String now = people().put("ann", Role.APPROVER, random);

    assertThat(people().known(old)).isEmpty();
    assertThat(people().known(now)).map(People.Person::role).hasValue(Role.APPROVER);
    assertThat(people().remove("ann")).isTrue();
    assertThat(people().remove("ann")).isFalse();
    assertThat(people().known(now)).isEmpty();
  }

  @Test
  void nobody_is_known_without_a_file() throws Exception {
    assertThat(people().all()).isEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: ann, role: king, token: 'TOKEN'} | king",
        "{name: ann, token: 'TOKEN'} | role is missing",
        "{name: 'a b', role: admin, token: 'TOKEN'} | name is \"a b\"",
        "{name: ann, role: admin, token: secret} | is no SHA-256 in hex",
        "{name: ann, role: admin, token: 'TOKEN', more: 1} | \"more\" is not known",
      })
  void a_file_that_is_wrong_is_refused_with_its_place(String person, String why) throws Exception {
    Files.writeString(
        data.resolve(People.FILE),
        "people:\n  - " + person.replace("'", "\"").replace("TOKEN", "0".repeat(64)) + "\n");

    assertThatThrownBy(() -> people().all())
        .isInstanceOf(YamlInvalid.class)
        .hasMessageContaining("people.yaml:2")
        .hasMessageContaining(why);
  }
}
