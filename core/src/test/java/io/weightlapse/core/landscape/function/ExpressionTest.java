// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.util.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  @ParameterizedTest
  @CsvSource({
    "x^2 + y^2, 13",
    "2*x - 3*y/2, -0.5",
    "2 - 3 - 4, -5",
    "16/4/2, 2",
    "-x^2, -4",
    "(-x)^2, 4",
    "2^3^2, 512",
    "2^-x, 0.25",
    "--x, 2",
    "+x*-y, -6",
    "1.5e1 + .5 + 2., 17.5",
    "2*e^0, 2",
    "sin(pi/2) + cos(0) + tan(0), 2",
    "exp(log(5)) - sqrt(16), 1",
    "abs(-y) + tanh(0), 3",
    "( ( x ) )*(x+ y), 10",
    "1e-2*100, 1",
  })
  void valuesAtTwoThree(String text, double expected) {
    assertThat(Expression.of(text).at(2, 3)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';expected a number, x, y, a function or '(' at position 1: was the end",
        "x +;expected a number, x, y, a function or '(' at position 4: was the end",
        "x y;expected an operator or the end at position 3: was 'y'",
        "2x;expected an operator or the end at position 2: was 'x'",
        "2e;expected an operator or the end at position 2: was 'e'",
        "(x + 1;expected ')' for the '(' at position 1 at position 7: was the end",
        "sin x;expected '(' after sin at position 5: was 'x'",
        "sin(x;expected ')' for the '(' at position 4 at position 6: was the end",
        "x + * y;expected a number, x, y, a function or '(' at position 5: was '*'",
        "x $ y;expected an operator or the end at position 3: was '$'",
        ".;expected a number at position 1: was '.'",
        "x);expected an operator or the end at position 2: was ')'",
      })
  void mistakesHaveAPlace(String text, String message) {
    assertThatThrownBy(() -> Expression.of(text))
        .isInstanceOf(UserException.class)
        .hasMessage("expression \"" + text + "\": " + message);
  }

  @Test
  void namesThatAreNone() {
    assertThatThrownBy(() -> Expression.of("x + System(y)"))
        .hasMessage(
            "expression \"x + System(y)\": names must be x, y, pi, e or one of abs, cos, exp, log,"
                + " sin, sqrt, tan, tanh: was System at position 5");
  }

  @Test
  void nestingAndLengthHaveBounds() {
    assertThatThrownBy(() -> Expression.of("(".repeat(400) + "x" + ")".repeat(400)))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("must nest at most 100 deep: position 101");
    assertThatThrownBy(() -> Expression.of("x+".repeat(501) + "x"))
        .hasMessage("an expression must have at most 1000 characters: was 1003");
  }

  @Test
  void whereItIsNotDefinedItIsNaN() {
    assertThat(Expression.of("log(x)").at(-1, 0)).isNaN();
    assertThat(Expression.of("1/x").at(0, 0)).isInfinite();
  }

  @Test
  void gridsAndCuts() {
    Expression f = Expression.of("x^2 + 10*y");
    double[] z = FunctionSurface.grid(f, new Axis(0, 2, 3), new Axis(-1, 1, 2));
    assertThat(z).containsExactly(-10, 10, -9, 11, -6, 14);
    FunctionSurface.Cut cut = FunctionSurface.cut(f, 1, 1, 2, -1, new Axis(-1, 1, 3));
    assertThat(cut.t()).containsExactly(-1, 0, 1);
    assertThat(cut.x()).containsExactly(-1, 1, 3);
    assertThat(cut.y()).containsExactly(2, 1, 0);
    assertThat(cut.z()).containsExactly(21, 11, 9);
    assertThatThrownBy(() -> FunctionSurface.cut(f, 0, 0, 0, 0, new Axis(0, 1, 2)))
        .hasMessage("the direction of a cut must be other than 0,0 and finite: was 0.0,0.0");
  }

  @Test
  void travelsToExecutors() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Expression.of("x*y"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((Expression) in.readObject()).at(2, 3)).isEqualTo(6);
    }
  }
}
