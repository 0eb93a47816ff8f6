// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.landscape.PlaneEvaluator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Shards that tasks of this executor have prepared, to be used again by the next task that needs
 * them: the products of the first layer are then made once, not once a block. One that is in use is
 * not here. What was not used for longest goes first.
 */
final class PlaneCache {
  /** What was prepared, and on which device: a step's plane over one shard of one series. */
  record Key(String job, String device, long step, int series, int shard) {}

  /** An evaluator with its one shard. */
  record Prepared(PlaneEvaluator evaluator, PlaneEvaluator.Shard shard, long bytes) {
    void close() {
      shard.close();
      evaluator.close();
    }
  }

  private static final long MOST = Runtime.getRuntime().maxMemory() / 4;

  private static final Map<Key, Deque<Prepared>> IDLE = new LinkedHashMap<>();
  private static long held;

  private PlaneCache() {}

  /** One that nobody else uses. */
  static Prepared take(Key key, Supplier<Prepared> prepare) {
    synchronized (IDLE) {
      Deque<Prepared> idle = IDLE.get(key);
      if (idle != null) {
        Prepared found = idle.pop();
        held -= found.bytes();
        if (idle.isEmpty()) {
          IDLE.remove(key);
        }
        return found;
      }
    }
    return prepare.get();
  }

  /** Gives it back. */
  static void give(Key key, Prepared prepared) {
    synchronized (IDLE) {
      Deque<Prepared> idle = IDLE.remove(key);
      idle = idle == null ? new ArrayDeque<>() : idle;
      idle.push(prepared);
      IDLE.put(key, idle);
      held += prepared.bytes();
      Iterator<Deque<Prepared>> oldest = IDLE.values().iterator();
      while (held > MOST && oldest.hasNext()) {
        for (Prepared p : oldest.next()) {
          held -= p.bytes();
          p.close();
        }
        oldest.remove();
      }
    }
  }

  /** Forgets a job that is over. */
  static void forget(String job) {
    synchronized (IDLE) {
      IDLE.entrySet()
          .removeIf(
              e -> {
                if (!e.getKey().job().equals(job)) {
                  return false;
                }
                for (Prepared p : e.getValue()) {
                  held -= p.bytes();
                  p.close();
                }
                return true;
              });
    }
  }
}
