#include "learn/plot.h"

#include <math.h>
#include <string.h>

#include "learn/name.h"

enum { SIDE = 486, TOP = 60, LEFT = 60, GAP = 60, SMALL = 92, SMALL_GAP = 16, PER_LINE = 6, LINES = 5 };

static void write_matrix(const ebm_learned *learned, ebm_text *text) {
  const ebm_fit *fit = &learned->fit;
  uint32_t n = fit->variables;
  double cell = (double)SIDE / n;
  float most = 1e-6F;
  for (size_t k = 0; k < (size_t)n * n; k++) most = fabsf(fit->weight[k]) > most ? fabsf(fit->weight[k]) : most;
  ebm_text_printf(text, "<text class=\"t\" x=\"%d\" y=\"30\">Weight of \"equal\", cell against cell</text>\n", LEFT);
  ebm_text_printf(text,
                  "<text x=\"%d\" y=\"48\">lower left: fitted, darkest %.2f nats (blue raises, orange lowers the "
                  "energy); upper right: became a rule</text>\n",
                  LEFT, (double)most);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = 0; j < n; j++) {
      float w = fit->weight[(size_t)i * n + j];
      bool rule = i != j && learned->lesson.word[ebm_pair(i, j)] != 0;
      double strength = i > j ? fabsf(w) / most : 1.0;
      if (i == j || (i < j && !rule) || strength < 0.02) continue;
      ebm_text_printf(text,
                      "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" opacity=\"%.2f\"/>\n",
                      i < j   ? "r"
                      : w > 0 ? "p"
                              : "m",
                      LEFT + j * cell, TOP + i * cell, cell, cell, strength);
    }
  ebm_text_printf(text, "<rect class=\"f\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", LEFT, TOP, SIDE, SIDE);
  char name[EBM_CELL_NAME];
  uint32_t step = learned->lesson.rows > 1 ? learned->lesson.columns : (n + 8) / 9;
  for (uint32_t i = 0; i < n; i += step) {
    ebm_name_cell(&learned->lesson, i, name);
    ebm_text_printf(text, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 6,
                    TOP + (i + 0.5) * cell + 4, name);
    ebm_text_printf(text, "<text x=\"%.1f\" y=\"%d\">%s</text>\n", LEFT + i * cell, TOP + SIDE + 16, name);
  }
}

/* One small grid per group of names, its sets in turn shaded; sets without a name one grid each. */
static void write_sets(const ebm_learned *learned, ebm_text *text) {
  const ebm_lesson *l = &learned->lesson;
  double left = LEFT + SIDE + GAP;
  ebm_text_printf(text, "<text class=\"t\" x=\"%.0f\" y=\"30\">Sets of cells that are all different</text>\n", left);
  if (l->rows < 2) return;
  unsigned drawn = 0;
  size_t left_out = 0;
  double cell = (double)SMALL / (l->rows > l->columns ? l->rows : l->columns);
  for (size_t k = 0; k < l->n; k++) {
    const ebm_pattern *p = &l->pattern[k];
    if (p->kind != EBM_PATTERN_SET) continue;
    if (drawn == PER_LINE * LINES) {
      left_out++;
      continue;
    }
    double x = left + drawn % PER_LINE * (SMALL + SMALL_GAP), y = TOP + drawn / PER_LINE * (SMALL + SMALL_GAP);
    for (uint32_t m = 0; m < p->n_members; m++)
      ebm_text_printf(text, "<rect class=\"p\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>\n",
                      x + p->member[m] % l->columns * cell, y + p->member[m] / l->columns * cell, cell, cell);
    ebm_text_printf(text, "<rect class=\"f\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>\n", x, y,
                    l->columns * cell, l->rows * cell);
    drawn++;
  }
  if (drawn == 0) ebm_text_printf(text, "<text x=\"%.0f\" y=\"%d\">none</text>\n", left, TOP + 12);
  if (left_out > 0)
    ebm_text_printf(text, "<text x=\"%.0f\" y=\"%d\">and %zu more</text>\n", left,
                    TOP + LINES * (SMALL + SMALL_GAP) + 16, left_out);
}

void ebm_plot_write(const ebm_learned *learned, ebm_text *text) {
  int width = LEFT + SIDE + GAP + PER_LINE * (SMALL + SMALL_GAP) + 20, height = TOP + SIDE + 80;
  ebm_text_printf(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n",
                  width, height, width, height);
  ebm_text_printf(text,
                  "<style>svg{background:#fff;color:#222}text{font:11px sans-serif;fill:currentColor}.t{font-size:15px}"
                  ".p{fill:#2b6cb0}.m{fill:#dd6b20}.r{fill:#2f855a}.f{fill:none;stroke:currentColor;stroke-width:0.7}"
                  "@media(prefers-color-scheme:dark){svg{background:#1a1a1a;color:#ddd}.p{fill:#63b3ed}.m{fill:#f6ad55}"
                  ".r{fill:#68d391}}</style>\n");
  write_matrix(learned, text);
  write_sets(learned, text);
  ebm_text_printf(text, "</svg>\n");
}
