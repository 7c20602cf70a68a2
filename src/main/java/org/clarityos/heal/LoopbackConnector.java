package org.clarityos.heal;

import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The connector that joins a channel's two ends inside one JVM by a bounded queue: a full queue holds the sender back,
 * and acknowledgements travel with the message.
 */
@ApplicationScoped
@Connector("loopback")
public class LoopbackConnector implements InboundConnector, OutboundConnector {
  private static final int CAPACITY = 1000;
  private final Map<String, BlockingQueue<Message<?>>> queues = new ConcurrentHashMap<>();
  private final ExecutorService readers =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "loopback");
            thread.setDaemon(true);
            return thread;
          });

  private BlockingQueue<Message<?>> queue(Config config) {
    return queues.computeIfAbsent(
        config.getValue("address", String.class), address -> new ArrayBlockingQueue<>(CAPACITY));
  }

  @Override
  public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
    BlockingQueue<Message<?>> queue = queue(config);
    return Multi.createBy()
        .repeating()
        .<Message<?>>supplier(() -> take(queue))
        .indefinitely()
        .runSubscriptionOn(readers);
  }

  private static Message<?> take(BlockingQueue<Message<?>> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the channel was closed", e);
    }
  }

  @Override
  public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
    return new Sender(queue(config));
  }

  /** The sending end: takes whatever comes, as fast as the queue takes it. */
  private record Sender(BlockingQueue<Message<?>> queue) implements Flow.Subscriber<Message<?>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Message<?> message) {
      try {
        queue.put(message);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onError(Throwable failure) {
      System.getLogger("clarity.channel")
          .log(System.Logger.Level.ERROR, "a channel failed", failure);
    }

    @Override
    public void onComplete() {
      // The program stops; what is in the queue is still read.
    }
  }
}
