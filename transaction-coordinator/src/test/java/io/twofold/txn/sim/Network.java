package io.twofold.txn.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Votes and results between the tasks and the broker. Records of one sender for one partition keep
 * their order; apart from that everything may overtake everything, and acknowledgements take their
 * time. What a dead sender had under way may still arrive, and then is a stray.
 */
final class Network {
  private record Message(ProducerRecord<byte[], byte[]> record, Callback callback) {}

  /** The way from one life of a task to one partition. */
  private static final class Link {
    private final SimSender sender;
    private final TopicPartition partition;
    private final Deque<Message> unsent = new ArrayDeque<>();
    private final Deque<Message> unacknowledged = new ArrayDeque<>();

    Link(SimSender sender, TopicPartition partition) {
      this.sender = sender;
      this.partition = partition;
    }
  }

  private final Broker broker;
  private final Dice dice;
  private final List<Link> links = new ArrayList<>();
  private final List<Message> strays = new ArrayList<>();

  Network(Broker broker, Dice dice) {
    this.broker = broker;
    this.dice = dice;
  }

  void send(SimSender sender, ProducerRecord<byte[], byte[]> record, Callback callback) {
    link(sender, new TopicPartition(record.topic(), record.partition()))
        .unsent
        .add(new Message(record, callback));
  }

  private Link link(SimSender sender, TopicPartition partition) {
    for (Link link : links) {
      if (link.sender == sender && link.partition.equals(partition)) {
        return link;
      }
    }
    Link link = new Link(sender, partition);
    links.add(link);
    return link;
  }

  /** A record reaches the broker; false if there is none. */
  boolean deliver() {
    List<Link> busy = links.stream().filter(link -> !link.unsent.isEmpty()).toList();
    if (busy.isEmpty()) {
      return false;
    }
    Link link = dice.oneOf(busy);
    Message message = link.unsent.remove();
    link.unacknowledged.add(message);
    broker.append(message.record());
    return true;
  }

  /** An acknowledgement reaches its sender; false if there is none. */
  boolean acknowledge() {
    List<Link> busy = links.stream().filter(link -> !link.unacknowledged.isEmpty()).toList();
    if (busy.isEmpty()) {
      return false;
    }
    dice.oneOf(busy).unacknowledged.remove().callback().onCompletion(null, null);
    return true;
  }

  /** A send ends without an acknowledgement, whether it has reached the broker or not. */
  boolean fail() {
    List<Link> busy = links.stream().filter(link -> !link.unsent.isEmpty()).toList();
    if (busy.isEmpty()) {
      return false;
    }
    Message message = dice.oneOf(busy).unsent.remove();
    if (dice.happens(50)) {
      broker.append(message.record());
    }
    message.callback().onCompletion(null, new TimeoutException("not acknowledged"));
    return true;
  }

  /** The sender is dead: the first few records of each link may still be under way. */
  void cut(SimSender sender) {
    for (Link link : links) {
      if (link.sender == sender) {
        int count = dice.below(link.unsent.size() + 1);
        link.unsent.stream().limit(count).forEach(strays::add);
      }
    }
    links.removeIf(link -> link.sender == sender);
  }

  /** Something that a dead sender had sent arrives, or never will. */
  boolean stray() {
    if (strays.isEmpty()) {
      return false;
    }
    Message stray = strays.remove(dice.below(strays.size()));
    if (dice.happens(70)) {
      broker.append(stray.record());
    }
    return true;
  }

  void loseStrays() {
    strays.clear();
  }
}
