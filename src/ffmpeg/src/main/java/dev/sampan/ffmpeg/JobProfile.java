package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.HolderProfile;
import dev.sampan.PoolPlan;
import dev.sampan.SampleAllocator;
import dev.sampan.ffmpeg.TranscodeReport.HolderRow;
import dev.sampan.ffmpeg.TranscodeReport.PoolRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds the pools of a job and, where that was asked for, measures who holds what of them. */
final class JobProfile {

  /** What the name of a pool for packets is made of, with the encoder's before it. */
  static final String PACKETS = " packets";

  /** Measures nothing. */
  static final JobProfile NONE = new JobProfile(false);

  private final boolean measured;
  private final List<SampleAllocator> pools = new ArrayList<>();
  private final Map<SampleAllocator, List<HolderProfile>> drained = new HashMap<>();

  JobProfile(boolean measured) {
    this.measured = measured;
  }

  /** Builds a pool; its user closes it. May be called by any thread. */
  SampleAllocator build(SampleAllocator.Builder builder) {
    if (!measured) {
      return builder.build();
    }
    SampleAllocator pool = builder.profile(true).build();
    synchronized (pools) {
      pools.add(pool);
    }
    return pool;
  }

  /** All streams have ended, decoders, encoders and the muxer are drained, and not yet freed. */
  void drained() {
    synchronized (pools) {
      pools.forEach(pool -> drained.put(pool, pool.profiles()));
    }
  }

  /** What was measured, with what was seen of the encoders. */
  List<PoolRow> rows(List<ConsumerUse> consumers) {
    List<PoolRow> rows = new ArrayList<>();
    synchronized (pools) {
      for (SampleAllocator pool : pools) {
        List<HolderProfile> profiles = pool.profiles();
        if (!profiles.isEmpty()) {
          rows.add(row(pool, profiles, consumers));
        }
      }
    }
    return rows;
  }

  private PoolRow row(
      SampleAllocator pool, List<HolderProfile> profiles, List<ConsumerUse> consumers) {
    List<HolderRow> holders = new ArrayList<>();
    for (HolderProfile profile : profiles) {
      holders.add(
          new HolderRow(
              withThreads(profile),
              heldAfterDrain(pool, profile.holder()),
              mode(pool, profile.holder(), consumers)));
    }
    return new PoolRow(
        pool.name(),
        pool.capacity(),
        pool.highWater(),
        holders,
        PoolPlan.from(pool.name(), profiles));
  }

  /** FFmpeg's workers come and go: they are one. */
  private static HolderProfile withThreads(HolderProfile profile) {
    Map<String, Long> threads = new TreeMap<>();
    profile
        .releasesByThread()
        .forEach((name, count) -> threads.merge(ThreadNames.of(name), count, Long::sum));
    return new HolderProfile(
        profile.holder(),
        profile.taken(),
        profile.held(),
        profile.mostHeld(),
        profile.times(),
        threads);
  }

  private int heldAfterDrain(SampleAllocator pool, Holder holder) {
    for (HolderProfile profile : drained.getOrDefault(pool, List.of())) {
      if (profile.holder().equals(holder)) {
        return profile.held();
      }
    }
    return 0;
  }

  /** An encoder reads pictures and sound; packets it writes. */
  private static ConsumerUse.@Nullable Mode mode(
      SampleAllocator pool, Holder holder, List<ConsumerUse> consumers) {
    for (ConsumerUse use : consumers) {
      if (holder.kind() == Holder.Kind.ENCODER
          && use.name().equals(holder.name())
          && !pool.name().equals(use.name() + PACKETS)) {
        return use.mode();
      }
    }
    return null;
  }
}
