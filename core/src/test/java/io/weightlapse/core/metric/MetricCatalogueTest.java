// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.MetricNames;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricCatalogueTest {
  /** Every constant and every method of MetricNames, so that a new one cannot be forgotten. */
  private static List<String> namesInTheCode() throws Exception {
    List<String> names = new ArrayList<>();
    for (Field f : MetricNames.class.getFields()) {
      names.add((String) f.get(null));
    }
    for (Method m : MetricNames.class.getDeclaredMethods()) {
      if (Modifier.isPublic(m.getModifiers()) && !m.getName().equals("residualOf")) {
        Object argument = m.getParameterTypes()[0] == int.class ? 7 : "conv.2-a_b";
        names.add((String) m.invoke(null, m.getName().equals("roundPhase") ? "wire" : argument));
      }
    }
    names.add(MetricNames.residualOf(MetricNames.hessianTop(1)));
    names.add(MetricNames.residualOf(MetricNames.hessianBottom(12)));
    return names;
  }

  @Test
  void everyNameInTheCodeIsInTheCatalogueAndTheOtherWayRound() throws Exception {
    Set<MetricDefinition> used = new HashSet<>();
    for (String name : namesInTheCode()) {
      assertThat(MetricCatalogue.training(name)).as(name).isPresent();
      used.add(MetricCatalogue.training(name).orElseThrow());
    }
    assertThat(MetricCatalogue.training()).allMatch(used::contains);
  }

  @Test
  void everyConstantOfThePipelineIsInTheCatalogueAndTheOtherWayRound() throws Exception {
    List<String> names = new ArrayList<>();
    for (Field f : PipelineMetrics.class.getFields()) {
      names.add((String) f.get(null));
    }
    assertThat(MetricCatalogue.pipeline().stream().map(MetricDefinition::name))
        .containsExactlyInAnyOrderElementsOf(names);
    for (MetricDefinition d : MetricCatalogue.pipeline()) {
      assertThat(d.name())
          .matches(d.kind() == MetricKind.SPARK ? "[a-z_]+" : "weightlapse_[a-z_]+");
      assertThat(d.name().endsWith("_total")).isEqualTo(d.kind() == MetricKind.COUNTER);
    }
  }

  @Test
  void partsOfNamesAreFound() {
    MetricDefinition norm = MetricCatalogue.training("layer.l1.weight_norm").orElseThrow();
    assertThat(norm.name()).isEqualTo("layer.{layer}.weight_norm");
    assertThat(norm.labels()).containsExactly("layer");
    assertThat(norm.match("layer.a.weight_norm.weight_norm"))
        .hasValue(Map.of("layer", "a.weight_norm"));
    assertThat(norm.match("layer..gradient_norm")).isEmpty();
    assertThat(MetricCatalogue.training("round.overhead_seconds").orElseThrow().name())
        .isEqualTo("round.overhead_seconds");
    assertThat(MetricCatalogue.training("hessian.top.2.residual").orElseThrow().name())
        .isEqualTo("hessian.top.{k}.residual");
    assertThat(MetricCatalogue.training("hessian.top.0")).isEmpty();
    assertThat(MetricCatalogue.training("train.lossy")).isEmpty();
    assertThat(Pattern.compile(norm.regex()).matcher("layer.l1.weight_norm").matches()).isTrue();
    assertThat(MetricCatalogue.training("train.loss").orElseThrow().regex())
        .isEqualTo("^train[.]loss$");
  }

  @Test
  void wrongDefinitionsAreRefused() {
    assertThatThrownBy(() -> MetricDefinition.ofRun("a.{b}", MetricUnit.COUNT, "B."))
        .hasMessage("parts of a.{b} must be known: was [b]");
    assertThatThrownBy(() -> MetricDefinition.ofRun("a", MetricUnit.COUNT, "no sentence"))
        .hasMessage("help of a must be a sentence: was no sentence");
  }

  @Test
  void theDocumentSaysWhatTheCatalogueSays() throws Exception {
    assertThat(Files.readString(MetricsDocument.path()))
        .as("run the main of MetricsDocument to write it anew")
        .isEqualTo(MetricsDocument.text());
  }
}
