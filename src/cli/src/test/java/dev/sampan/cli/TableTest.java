package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table().left("name").right("n");
    table.row("a", "1").row("longer", "1,000");
    assertThat(table.text("  ").lines())
        .containsExactly("  name        n", "  a           1", "  longer  1,000");
  }

  @Test
  void aLineDoesNotEndInSpaces() {
    Table table = new Table().left("name").left("language");
    table.row("a", "");
    assertThat(table.text("").lines()).containsExactly("name  language", "a");
  }

  @Test
  void aRowMustFillAllColumns() {
    Table table = new Table().left("name");
    assertThatThrownBy(() -> table.row("a", "b")).hasMessage("2 cells for 1 columns");
  }
}
