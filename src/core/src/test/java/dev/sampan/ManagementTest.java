package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Eventually;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: JMX shows each allocator, with its holders, as long as its memory is there")
@Timeout(60)
class ManagementTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private static Set<ObjectName> names(String name) {
    try {
      return SERVER.queryNames(
          new ObjectName("dev.sampan:type=SampleAllocator,name=" + name + ",*"), null);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SampleAllocatorMXBean bean(ObjectName name) {
    return JMX.newMXBeanProxy(SERVER, name, SampleAllocatorMXBean.class);
  }

  @Test
  void itsNumbersAreTheAllocators() throws Exception {
    ObjectName name = new ObjectName("dev.sampan:type=SampleAllocator,name=managed");
    try (SampleAllocator allocator =
        SampleAllocator.builder("managed").sampleSize(5000).count(3).build()) {
      Eventually.until("it is shown", () -> SERVER.isRegistered(name));
      SampleAllocatorMXBean bean = bean(name);
      Sample sample = allocator.tryAllocate(Holder.application("viewer")).publish();
      assertThat(bean.getName()).isEqualTo("managed");
      assertThat(bean.getSampleSize()).isEqualTo(5000);
      assertThat(bean.getCapacity()).isEqualTo(3);
      assertThat(bean.getFree()).isEqualTo(2);
      assertThat(bean.getOut()).isEqualTo(1);
      assertThat(bean.getHolders()).singleElement().asString().startsWith("viewer ×1");
      SampleLease second = allocator.tryAllocate();
      SampleLease third = allocator.tryAllocate();
      assertThat(allocator.tryAllocate()).isNull();
      assertThatThrownBy(() -> allocator.allocate(Duration.ofMillis(1)))
          .isInstanceOf(AllocatorExhaustedException.class);
      second.close();
      third.close();
      sample.close();
      assertThatThrownBy(sample::close).isInstanceOf(IllegalStateException.class);
      assertThat(bean.getHighWater()).isEqualTo(3);
      assertThat(bean.getAllocated()).isEqualTo(3);
      assertThat(bean.getReturned()).isEqualTo(3);
      assertThat(bean.getWaits()).isEqualTo(1);
      assertThat(bean.getExhausted()).isEqualTo(2);
      assertThat(bean.getLeaks()).isZero();
      assertThat(bean.getMisuses()).isEqualTo(1);
      assertThat(bean.getLastMisuse()).isEqualTo(allocator.lastMisuse()).contains("is over");
      assertThat(bean.getHolders()).isEmpty();
    }
    Eventually.until("it is gone", () -> !SERVER.isRegistered(name));
  }

  @Test
  void itStaysAsLongAsASampleIsOut() {
    SampleAllocator allocator = SampleAllocator.builder("lingering").count(1).build();
    Sample sample = allocator.tryAllocate().publish();
    allocator.retire();
    Eventually.until("it is shown", () -> !names("lingering").isEmpty());
    assertThat(bean(names("lingering").iterator().next()).getOut()).isEqualTo(1);
    sample.close();
    Eventually.until("it is gone", () -> names("lingering").isEmpty());
  }

  @Test
  void allocatorsOfOneNameAreShownEach() {
    try (SampleAllocator first = SampleAllocator.builder("same").count(1).build();
        SampleAllocator second = SampleAllocator.builder("same").count(2).build()) {
      Eventually.until("both are shown", () -> names("same").size() == 2);
      assertThat(names("same"))
          .extracting(name -> bean(name).getCapacity())
          .containsExactlyInAnyOrder(first.capacity(), second.capacity());
    }
    Eventually.until("both are gone", () -> names("same").isEmpty());
  }

  @Test
  void namesMayHaveAnyCharacters() {
    String name = "a,b=\"c\":*?\n名";
    try (SampleAllocator allocator = SampleAllocator.builder(name).count(1).build()) {
      Eventually.until("it is shown", () -> !names(ObjectName.quote(name)).isEmpty());
      assertThat(bean(names(ObjectName.quote(name)).iterator().next()).getName())
          .isEqualTo(allocator.name());
    }
  }
}
