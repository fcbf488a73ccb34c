package io.twofold.txn.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Votes and results between the tasks and the broker. Records of one sender for one partition keep
 * their order; apart from that everything may overtake everything, and acknowledgements take their
 * time. What a dead sender had under way may still arrive, and then is a stray.
 */
final class Network {
  /**
   * A record under way.
   *
   * @param number counts all that were ever sent
   */
  private record Message(ProducerRecord<byte[], byte[]> record, Callback callback, long number) {}

  /** An acknowledgement on its way back. */
  private record Answer(Callback callback, RecordMetadata where) {}

  /** The way from one life of a task to one partition. */
  private static final class Link {
    private final SimSender sender;
    private final TopicPartition partition;
    private final Deque<Message> unsent = new ArrayDeque<>();
    private final Deque<Answer> unacknowledged = new ArrayDeque<>();

    Link(SimSender sender, TopicPartition partition) {
      this.sender = sender;
      this.partition = partition;
    }
  }

  private final Broker broker;
  private final Dice dice;
  private final Witness witness;
  private final List<Link> links = new ArrayList<>();
  private final List<Message> strays = new ArrayList<>();
  private long sent;

  Network(Broker broker, Dice dice, Witness witness) {
    this.broker = broker;
    this.dice = dice;
    this.witness = witness;
  }

  void send(SimSender sender, ProducerRecord<byte[], byte[]> record, Callback callback) {
    witness.sends(sender, record);
    link(sender, new TopicPartition(record.topic(), record.partition()))
        .unsent
        .add(new Message(record, callback, sent++));
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

  private List<Link> withUnsent() {
    List<Link> busy = new ArrayList<>(links);
    busy.removeIf(link -> link.unsent.isEmpty());
    return busy;
  }

  /** A record reaches the broker; false if there is none. */
  boolean deliver() {
    List<Link> busy = withUnsent();
    if (busy.isEmpty()) {
      return false;
    }
    Link link = dice.oneOf(busy);
    Message message = link.unsent.remove();
    long offset = arrives(link, message);
    RecordMetadata where = new RecordMetadata(link.partition, offset, 0, 0, 0, 0);
    link.unacknowledged.add(new Answer(message.callback(), where));
    return true;
  }

  private long arrives(Link link, Message message) {
    for (Link other : links) {
      Message waiting = other.unsent.peek();
      if (other.sender == link.sender && waiting != null && waiting.number() < message.number()) {
        witness.overtakes(message.record(), waiting.record());
      }
    }
    witness.arrives(link.sender, message.record());
    return broker.append(message.record());
  }

  /** An acknowledgement reaches its sender; false if there is none. */
  boolean acknowledge() {
    List<Link> busy = new ArrayList<>(links);
    busy.removeIf(link -> link.unacknowledged.isEmpty());
    if (busy.isEmpty()) {
      return false;
    }
    Answer answer = dice.oneOf(busy).unacknowledged.remove();
    answer.callback().onCompletion(answer.where(), null);
    return true;
  }

  /** A send ends without an acknowledgement, whether it has reached the broker or not. */
  boolean fail() {
    List<Link> busy = withUnsent();
    if (busy.isEmpty()) {
      return false;
    }
    Link link = dice.oneOf(busy);
    Message message = link.unsent.remove();
    boolean arrives = dice.happens(50);
    witness.fails(arrives);
    if (arrives) {
      long unused = arrives(link, message);
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
      witness.arrives(null, stray.record());
      broker.append(stray.record());
    }
    return true;
  }

  void loseStrays() {
    strays.clear();
  }
}
