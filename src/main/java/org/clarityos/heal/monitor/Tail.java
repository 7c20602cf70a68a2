package org.clarityos.heal.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The growing end of a text file, followed across rotation and truncation. */
final class Tail {
  private static final int MOST_BYTES = 1 << 20;
  private final Path path;
  private boolean first = true;
  private Object inode = "";
  private long position;

  Tail(Path path) {
    this.path = path;
  }

  /** The whole lines written since the last call; none at the first. */
  List<String> lines() throws IOException {
    Object now;
    try {
      now = Files.getAttribute(path, "unix:ino");
    } catch (NoSuchFileException e) {
      first = false;
      return List.of();
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (first) {
        position = size;
      } else if (!now.equals(inode) || size < position) {
        position = 0; // It was rotated or truncated.
      }
      first = false;
      inode = now;
      return read(channel, size);
    }
  }

  private List<String> read(FileChannel channel, long size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST_BYTES, size - position));
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {}
    int whole = bytes.position();
    while (whole > 0 && bytes.get(whole - 1) != '\n') {
      whole--;
    }
    if (whole == 0 && bytes.position() == MOST_BYTES) {
      position += MOST_BYTES; // A line without end is passed by.
    }
    position += whole;
    String text = new String(bytes.array(), 0, whole, StandardCharsets.UTF_8);
    return new ArrayList<>(text.lines().toList());
  }
}
