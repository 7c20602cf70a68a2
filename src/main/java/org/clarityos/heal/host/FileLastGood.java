package org.clarityos.heal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.clarityos.heal.fact.Ids;

/**
 * Last good bytes in files of a folder, named by a hash of component and path, written atomically;
 * beside each stands its origin.
 */
public final class FileLastGood implements LastGood {
  private final Path folder;

  /** A store in a folder, which is made when needed. */
  public FileLastGood(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> read(String componentId, Path file) throws IOException {
    Path kept = kept(componentId, file);
    return Files.exists(kept) ? Optional.of(Files.readAllBytes(kept)) : Optional.empty();
  }

  @Override
  public void adopt(String componentId, Path file, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Path kept = kept(componentId, file);
    write(
        Path.of(kept + ".origin"),
        (componentId + "\n" + file + "\n").getBytes(StandardCharsets.UTF_8));
    write(kept, bytes);
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Path fresh = Files.createTempFile(folder, "adopt", ".part");
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path kept(String componentId, Path file) {
    return folder.resolve(Ids.of(componentId, file.toString()));
  }
}
