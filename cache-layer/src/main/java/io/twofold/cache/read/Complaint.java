package io.twofold.cache.read;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what goes wrong again and again, and once that it is over. For one thread. */
final class Complaint {
  private static final Logger log = LoggerFactory.getLogger(Complaint.class);

  private final String who;
  private boolean isMade;

  Complaint(String who) {
    this.who = who;
  }

  void make(String what, Throwable cause) {
    if (isMade) {
      log.debug("{}: {} again", who, what, cause);
    } else {
      isMade = true;
      log.warn("{}: {}, is tried again until it works", who, what, cause);
    }
  }

  void make(String what) {
    if (!isMade) {
      isMade = true;
      log.warn("{}: {}, is tried again until it works", who, what);
    }
  }

  void over() {
    if (isMade) {
      isMade = false;
      log.info("{}: works again", who);
    }
  }
}
