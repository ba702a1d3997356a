/* The picture of a descent: energy against step. Every colour is a plain attribute first, which any renderer
 * understands, and a style for dark ground after it, for those that know prefers-color-scheme. */
#include <math.h>
#include <string.h>

#include "report/trace.h"
#include "report/utf8.h"

enum {
  WIDTH = 880,
  HEIGHT = 480,
  LEFT = 76,
  RIGHT = 24,
  TOP = 92,
  BOTTOM = 56,
  TICKS_X = 10,
  TICKS_Y = 8,
  MOST_MARKS = 400
};

/* From numbers to places, evenly in the number itself or in log10(1 + number). */
typedef struct axis {
  bool log;
  double least, most; /* the numbers at its ends; log: from 0 */
  double from, to;    /* the places */
} axis;

static double place(const axis *a, double number) {
  double share = a->log ? log10(1 + number) / log10(1 + a->most) : (number - a->least) / (a->most - a->least);
  return a->from + (a->to - a->from) * share;
}

typedef struct picture {
  const ebm_answer *answer;
  const ebm_trace *trace;
  uint32_t front; /* the replica drawn in front: the chosen one, else the one that came lowest */
  axis x, y;
} picture;

/* ---- what is on it ------------------------------------------------------------------------------------------ */

static uint32_t lowest_replica(const ebm_trace *trace) {
  size_t best = 0;
  for (size_t i = 1; i < trace->points; i++)
    if (trace->point[i].energy < trace->point[best].energy) best = i;
  return trace->points > 0 ? trace->point[best].replica : 0;
}

/* A logarithmic scale pays where most of the way down is made in the first few steps, or far above the end. */
enum { LOG_STEPS = 2000, LOG_ENERGY = 50 };

/* 1, 2 or 5 times a power of ten: steps of which `wanted` or a few less span the range. */
static double tick_step(double range, int wanted) {
  double step = pow(10, floor(log10(range / wanted)));
  return step * (range / step <= wanted ? 1 : range / step <= 2 * wanted ? 2 : range / step <= 5 * wanted ? 5 : 10);
}

/* The next 1, 2 or 5 times a power of ten: an axis ends at a tick. */
static double round_up(double number) {
  double ten = pow(10, floor(log10(number)));
  for (double k = 1; k < 10; k = k == 2 ? 5 : 2 * k)
    if (k * ten >= number) return k * ten;
  return 10 * ten;
}

static picture lay_out(const ebm_answer *answer) {
  const ebm_trace *trace = answer->trace;
  double highest = 0, lowest = INFINITY;
  for (size_t i = 0; i < trace->points; i++) {
    highest = fmax(highest, trace->point[i].energy);
    lowest = fmin(lowest, trace->point[i].energy);
  }
  bool log = highest >= LOG_ENERGY * fmax(lowest, 1);
  /* Where all is far above zero, zero is not shown. */
  double unit = lowest > highest / 2 && lowest < highest ? tick_step(highest - lowest, TICKS_Y) : 0;
  axis y = {log, 0, highest > 0 ? round_up(highest) : 1, HEIGHT - BOTTOM, TOP};
  if (unit > 0) {
    y.least = unit * floor(lowest / unit);
    y.most = unit * ceil(highest / unit);
  }
  double steps = trace->steps > 0 ? (double)trace->steps : 1;
  return (picture){.answer = answer,
                   .trace = trace,
                   .front = trace->chosen >= 0 ? (uint32_t)trace->chosen : lowest_replica(trace),
                   .x = {steps >= LOG_STEPS, 0, steps, LEFT, WIDTH - RIGHT},
                   .y = y};
}

/* ---- text --------------------------------------------------------------------------------------------------- */

static void write_text(ebm_buffer *buffer, const char *text) {
  size_t size = strlen(text);
  for (size_t i = 0; i < size;) {
    unsigned char byte = (unsigned char)text[i];
    size_t length = byte < 0x80 ? 1 : ebm_utf8_length((const unsigned char *)text + i, size - i);
    if (byte == '&' || byte == '<' || byte == '>')
      ebm_buffer_string(buffer, byte == '&' ? "&amp;" : byte == '<' ? "&lt;" : "&gt;");
    else if (length == 0 || byte < 0x20 || byte == 0x7f)
      ebm_buffer_string(buffer, "\xef\xbf\xbd");
    else
      ebm_buffer_append(buffer, text + i, length);
    i += length == 0 ? 1 : length;
  }
}

/* "12,345" */
static void write_number(ebm_buffer *buffer, uint64_t number) {
  if (number >= 1000) {
    write_number(buffer, number / 1000);
    ebm_buffer_format(buffer, ",%03u", (unsigned)(number % 1000));
  } else {
    ebm_buffer_format(buffer, "%u", (unsigned)number);
  }
}

static void write_counted(ebm_buffer *buffer, uint64_t number, const char *what) {
  write_number(buffer, number);
  ebm_buffer_format(buffer, " %s%s", what, number == 1 ? "" : "s");
}

static void write_title(ebm_buffer *buffer, const picture *p) {
  const ebm_layout *layout = ebm_puzzle_layout(p->answer->puzzle);
  const uint8_t *given = ebm_puzzle_given(p->answer->puzzle);
  size_t variables = ebm_puzzle_variables(p->answer->puzzle), givens = 0;
  for (size_t v = 0; v < variables; v++) givens += given[v] != 0;
  if (layout->rows > 0)
    ebm_buffer_format(buffer, "%u \xc3\x97 %u grid, ", layout->rows, layout->columns);
  else
    ebm_buffer_format(buffer, "%zu variables, ", variables);
  write_counted(buffer, givens, "given");
  ebm_buffer_format(buffer, ", by %s: %s", p->answer->method, ebm_outcome_name(p->answer->outcome));
}

static void write_subtitle(ebm_buffer *buffer, const picture *p) {
  write_text(buffer, p->answer->source);
  ebm_buffer_format(buffer, ":%llu \xc2\xb7 ", (unsigned long long)p->answer->line);
  write_counted(buffer, p->trace->steps, "step");
  if (p->trace->steps == 0) ebm_buffer_string(buffer, ": nothing was left open");
  if (p->trace->replicas > 1) ebm_buffer_format(buffer, " of %u replicas", p->trace->replicas);
  if (p->answer->kicks > 0) {
    ebm_buffer_string(buffer, " \xc2\xb7 ");
    write_counted(buffer, p->answer->kicks, "kick");
  }
  if (p->answer->corrections > 0) {
    ebm_buffer_string(buffer, " \xc2\xb7 ");
    write_counted(buffer, p->answer->corrections, "correction");
  }
  double coldest = INFINITY, hottest = -INFINITY;
  for (size_t i = 0; i < p->trace->points; i++) { /* fmin and fmax pass over what is not a number */
    coldest = fmin(coldest, p->trace->point[i].temperature);
    hottest = fmax(hottest, p->trace->point[i].temperature);
  }
  if (coldest == hottest)
    ebm_buffer_format(buffer, " \xc2\xb7 T = %.3g", hottest);
  else if (coldest < hottest)
    ebm_buffer_format(buffer, " \xc2\xb7 T between %.3g and %.3g", coldest, hottest);
  if (p->trace->stride > 1) {
    ebm_buffer_string(buffer, " \xc2\xb7 one step in ");
    write_number(buffer, p->trace->stride);
    ebm_buffer_string(buffer, " drawn");
  }
}

/* ---- axes --------------------------------------------------------------------------------------------------- */

/* Calls tick for round numbers from end to end, about `wanted` of them. */
static void for_ticks(const axis *a, int wanted, void (*tick)(void *context, double number), void *context) {
  if (!a->log) {
    double step = tick_step(a->most - a->least, wanted);
    for (double k = ceil(a->least / step); k * step <= a->most + step * 1e-6; k++) tick(context, k * step);
    return;
  }
  tick(context, 0);
  int decades = (int)log10(a->most) + 1;
  for (double ten = 1; ten <= a->most; ten *= 10)
    for (int k = 1; k <= 5; k += k == 1 ? 1 : 3) /* 1, 2, 5 */
      if (k * ten <= a->most && (k == 1 || 3 * decades <= wanted + 3)) tick(context, k * ten);
}

typedef struct ticks {
  ebm_buffer *buffer;
  const picture *p;
} ticks;

static void write_tick(ebm_buffer *buffer, double number) {
  if (number >= 1 && number == floor(number))
    write_number(buffer, (uint64_t)number);
  else
    ebm_buffer_format(buffer, "%.4g", number);
}

static void tick_x(void *context, double number) {
  const ticks *t = context;
  const double x = place(&t->p->x, number);
  if (number > 0 && number != floor(number)) return; /* there is no half step */
  ebm_buffer_format(t->buffer,
                    "<path class=\"g\" stroke=\"#d8dee4\" d=\"M%.1f %dV%d\"/>"
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">",
                    x, TOP, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 18);
  write_tick(t->buffer, number);
  ebm_buffer_string(t->buffer, "</text>\n");
}

static void tick_y(void *context, double number) {
  const ticks *t = context;
  const double y = place(&t->p->y, number);
  ebm_buffer_format(t->buffer,
                    "<path class=\"g\" stroke=\"#d8dee4\" d=\"M%d %.1fH%d\"/>"
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
                    LEFT, y, WIDTH - RIGHT, LEFT - 8, y + 4);
  write_tick(t->buffer, number);
  ebm_buffer_string(t->buffer, "</text>\n");
}

static void write_axes(ebm_buffer *buffer, const picture *p) {
  ticks context = {buffer, p};
  for_ticks(&p->x, TICKS_X, tick_x, &context);
  for_ticks(&p->y, TICKS_Y, tick_y, &context);
  ebm_buffer_format(buffer, "<path class=\"a\" stroke=\"#57606a\" fill=\"none\" d=\"M%d %dV%dH%d\"/>\n", LEFT, TOP,
                    HEIGHT - BOTTOM, WIDTH - RIGHT);
  const char *method = p->answer->method;
  const char *step = strcmp(method, "quench") == 0     ? "sweeps over the rules"
                     : strcmp(method, "gradient") == 0 ? "steps of the flow"
                                                       : "sweeps over the variables";
  ebm_buffer_format(buffer, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">step (%s%s)</text>\n",
                    (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, step, p->x.log ? "; log scale of 1 + step" : "");
  ebm_buffer_format(buffer,
                    "<text x=\"18\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 18 %d)\">energy E (no "
                    "unit%s)</text>\n",
                    (TOP + HEIGHT - BOTTOM) / 2, (TOP + HEIGHT - BOTTOM) / 2, p->y.log ? "; log scale of 1 + E" : "");
}

/* ---- lines -------------------------------------------------------------------------------------------------- */

/* The way of one replica, where it is drawn at all: points in one column of the picture become the first, the extremes
 * and the last of them. */
typedef struct pen {
  ebm_buffer *buffer;
  bool down;
  double column, first, low, high, last;
} pen;

static void dot(pen *q, double y) {
  ebm_buffer_format(q->buffer, "%c%.1f %.1f", q->down ? 'L' : 'M', q->column, y);
  q->down = true;
}

static void end_column(pen *q) {
  if (q->column < 0) return;
  dot(q, q->first);
  if (q->high != q->first && q->high != q->last) dot(q, q->high);
  if (q->low != q->first && q->low != q->last) dot(q, q->low);
  if (q->last != q->first) dot(q, q->last);
}

static void write_line(ebm_buffer *buffer, const picture *p, uint32_t replica) {
  bool front = replica == p->front;
  pen q = {.buffer = buffer, .column = -1};
  ebm_buffer_format(buffer, "<path class=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s d=\"",
                    front ? "c" : "o", front ? "#0969da" : "#8c959f", front ? "1.6" : "0.7",
                    front ? " stroke-linejoin=\"round\"" : " stroke-opacity=\"0.55\"");
  for (size_t i = 0; i < p->trace->points; i++) {
    const ebm_trace_point *point = &p->trace->point[i];
    if (point->replica != replica) continue;
    double x = round(2 * place(&p->x, (double)point->step)) / 2, y = place(&p->y, point->energy);
    if (x != q.column) {
      end_column(&q);
      q.column = x;
      q.first = q.low = q.high = y;
    }
    q.low = fmax(q.low, y);
    q.high = fmin(q.high, y);
    q.last = y;
  }
  end_column(&q);
  ebm_buffer_string(buffer, "\"/>\n");
}

/* Corrections as dots where one replica goes its way; new starts as lines where many do. */
static size_t count_marks(const picture *p, ebm_event event) {
  size_t n = 0;
  for (size_t i = 0; i < p->trace->points; i++) {
    const ebm_trace_point *point = &p->trace->point[i];
    n += point->event == event && point->step > 0 && point->replica == p->front;
  }
  return n;
}

static bool marks_corrections(const picture *p) {
  size_t n = p->trace->replicas == 1 ? count_marks(p, EBM_EVENT_CORRECTION) : 0;
  return n > 0 && n <= MOST_MARKS;
}

static bool marks_starts(const picture *p) {
  size_t n = count_marks(p, EBM_EVENT_START);
  return n > 0 && n <= MOST_MARKS / 4;
}

static void write_marks(ebm_buffer *buffer, const picture *p) {
  bool corrections = marks_corrections(p), starts = marks_starts(p);
  for (size_t i = 0; i < p->trace->points; i++) {
    const ebm_trace_point *point = &p->trace->point[i];
    if (point->replica != p->front || point->step == 0) continue;
    double x = place(&p->x, (double)point->step);
    if (corrections && point->event == EBM_EVENT_CORRECTION)
      ebm_buffer_format(buffer, "<circle class=\"k\" fill=\"#bc4c00\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\"/>\n", x,
                        place(&p->y, point->energy));
    if (starts && point->event == EBM_EVENT_START)
      ebm_buffer_format(buffer, "<path class=\"r\" stroke=\"#bc4c00\" stroke-dasharray=\"2 3\" d=\"M%.1f %dV%d\"/>\n",
                        x, TOP, HEIGHT - BOTTOM);
  }
}

static void write_end(ebm_buffer *buffer, const picture *p) {
  const ebm_trace_point *end = NULL;
  for (size_t i = 0; i < p->trace->points; i++)
    if (p->trace->point[i].replica == p->front && (end == NULL || p->trace->point[i].step >= end->step))
      end = &p->trace->point[i];
  if (end == NULL) return;
  double x = place(&p->x, (double)end->step), y = place(&p->y, end->energy);
  bool right = x > LEFT + 80;
  ebm_buffer_format(buffer, "<circle class=\"e\" fill=\"#0969da\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", x, y);
  ebm_buffer_format(buffer,
                    "<text class=\"h\" stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\" "
                    "font-weight=\"bold\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">E = %.4g</text>\n",
                    right ? x - 8 : x + 8, y - 8, right ? "end" : "start", end->energy);
}

/* ---- the legend --------------------------------------------------------------------------------------------- */

/* Text is about 6.2 wide a character at this size; exact widths are the reader's font's. */
static int legend_item(ebm_buffer *buffer, int x, const char *swatch, const char *text) {
  ebm_buffer_format(buffer, "<g transform=\"translate(%d 76)\">%s<text x=\"26\" y=\"4\">%s</text></g>\n", x, swatch,
                    text);
  return x + 26 + (int)(6.4 * (double)strlen(text)) + 18;
}

static void write_legend(ebm_buffer *buffer, const picture *p) {
  char text[80];
  int x = LEFT;
  if (p->trace->replicas > 1) {
    ebm_buffer name = {0};
    ebm_buffer_format(&name, "replica %u, %s", p->front, p->trace->chosen >= 0 ? "the answer" : "the lowest");
    size_t length = name.length < sizeof text ? name.length : sizeof text - 1;
    if (length > 0) memcpy(text, name.bytes, length);
    text[length] = '\0';
    buffer->failed |= name.failed;
    ebm_buffer_clear(&name);
    x = legend_item(buffer, x, "<path class=\"c\" stroke=\"#0969da\" stroke-width=\"1.6\" d=\"M0 0H20\"/>", text);
    x = legend_item(buffer, x, "<path class=\"o\" stroke=\"#8c959f\" d=\"M0 0H20\"/>", "the others");
  } else {
    x = legend_item(buffer, x, "<path class=\"c\" stroke=\"#0969da\" stroke-width=\"1.6\" d=\"M0 0H20\"/>",
                    "the one replica");
  }
  if (marks_corrections(p))
    x = legend_item(buffer, x, "<circle class=\"k\" fill=\"#bc4c00\" cx=\"14\" r=\"2.4\"/>", "correction");
  if (marks_starts(p))
    legend_item(buffer, x, "<path class=\"r\" stroke=\"#bc4c00\" stroke-dasharray=\"2 3\" d=\"M14 -7V7\"/>",
                "new start");
}

void ebm_trace_plot(ebm_buffer *buffer, const ebm_answer *answer) {
  const picture p = lay_out(answer);
  ebm_buffer_format(buffer,
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                    "font-family=\"sans-serif\" font-size=\"12\" fill=\"#1f2328\" role=\"img\">\n<title>",
                    WIDTH, HEIGHT, WIDTH, HEIGHT);
  write_title(buffer, &p);
  ebm_buffer_string(
      buffer, "</title>\n"
              "<style>@media(prefers-color-scheme:dark){"
              "svg{fill:#e6edf3}.w{fill:#0d1117}.g{stroke:#2a313a}.a{stroke:#8b949e}.s{fill:#9ea7b1}"
              ".h{stroke:#0d1117}.o{stroke:#7d8590}.c{stroke:#58a6ff}.e{fill:#58a6ff}.k{fill:#f0883e}.r{stroke:#f0883e}"
              "}</style>\n");
  ebm_buffer_format(buffer, "<rect class=\"w\" fill=\"#ffffff\" width=\"%d\" height=\"%d\"/>\n", WIDTH, HEIGHT);
  ebm_buffer_format(buffer, "<text font-size=\"16\" font-weight=\"bold\" x=\"%d\" y=\"30\">", LEFT);
  write_title(buffer, &p);
  ebm_buffer_format(buffer, "</text>\n<text class=\"s\" fill=\"#57606a\" x=\"%d\" y=\"51\">", LEFT);
  write_subtitle(buffer, &p);
  ebm_buffer_string(buffer, "</text>\n");
  write_legend(buffer, &p);
  write_axes(buffer, &p);
  for (uint32_t replica = 0; replica < p.trace->replicas; replica++)
    if (replica != p.front) write_line(buffer, &p, replica);
  write_line(buffer, &p, p.front);
  write_marks(buffer, &p);
  write_end(buffer, &p);
  ebm_buffer_string(buffer, "</svg>\n");
}
