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
 * not here. Blocks ask for all shards in turn, again and again, so where not all of them fit, those
 * that are here stay: if the one not used for longest went, each would be gone when its turn comes.
 * Those of other steps and jobs go first.
 */
final class PlaneCache {
  /** What was prepared, and on which device: a step's plane over one shard of one series. */
  record Key(String job, String device, long step, int series, int shard) {
    private boolean isOfSurface(Key other) {
      return job.equals(other.job) && step == other.step;
    }
  }

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
    give(key, prepared, MOST);
  }

  static void give(Key key, Prepared prepared, long most) {
    synchronized (IDLE) {
      Iterator<Map.Entry<Key, Deque<Prepared>>> oldest = IDLE.entrySet().iterator();
      while (held + prepared.bytes() > most && oldest.hasNext()) {
        Map.Entry<Key, Deque<Prepared>> other = oldest.next();
        if (!other.getKey().isOfSurface(key)) {
          other.getValue().forEach(PlaneCache::drop);
          oldest.remove();
        }
      }
      held += prepared.bytes();
      if (held > most) {
        drop(prepared);
      } else {
        IDLE.computeIfAbsent(key, k -> new ArrayDeque<>()).push(prepared);
      }
    }
  }

  private static void drop(Prepared prepared) {
    held -= prepared.bytes();
    prepared.close();
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
                e.getValue().forEach(PlaneCache::drop);
                return true;
              });
    }
  }
}
