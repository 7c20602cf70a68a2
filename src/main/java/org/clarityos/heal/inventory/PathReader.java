package org.clarityos.heal.inventory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.nio.file.Path;

/** The reading of paths, relative ones against the folder of the file that names them. */
final class PathReader extends JsonDeserializer<Path> {
  private final Path folder;

  PathReader(Path folder) {
    this.folder = folder;
  }

  @Override
  public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return folder.resolve(parser.getText()).normalize();
  }
}
