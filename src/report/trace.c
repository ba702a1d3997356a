#include "report/trace.h"

#include <math.h>
#include <string.h>

/* Measurements of single precision: more digits say nothing. none: "" or "null", where there is no number. */
static void write_real(ebm_buffer *buffer, double number, const char *none) {
  if (isfinite(number))
    ebm_buffer_format(buffer, "%.7g", number);
  else
    ebm_buffer_string(buffer, none);
}

static void begin_csv(ebm_buffer *buffer) {
  ebm_buffer_string(buffer, "record,replica,step,event,energy,temperature,violations,weight_norm,literals\n");
}

static void rows_csv(ebm_buffer *buffer, uint64_t record, const ebm_trace *trace) {
  for (size_t i = 0; i < trace->points; i++) {
    const ebm_trace_point *point = &trace->point[i];
    ebm_buffer_count(buffer, record);
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_count(buffer, point->replica);
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_count(buffer, point->step);
    ebm_buffer_format(buffer, ",%s,", ebm_event_name(point->event));
    ebm_buffer_real(buffer, point->energy);
    ebm_buffer_byte(buffer, ',');
    write_real(buffer, point->temperature, "");
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_count(buffer, point->violations);
    ebm_buffer_byte(buffer, ',');
    write_real(buffer, point->weight_norm, "");
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_count(buffer, point->literals);
    ebm_buffer_byte(buffer, '\n');
  }
}

static void rows_json(ebm_buffer *buffer, uint64_t record, const ebm_trace *trace) {
  for (size_t i = 0; i < trace->points; i++) {
    const ebm_trace_point *point = &trace->point[i];
    ebm_buffer_string(buffer, "{\"record\":");
    ebm_buffer_count(buffer, record);
    ebm_buffer_string(buffer, ",\"replica\":");
    ebm_buffer_count(buffer, point->replica);
    ebm_buffer_string(buffer, ",\"step\":");
    ebm_buffer_count(buffer, point->step);
    ebm_buffer_format(buffer, ",\"event\":\"%s\",\"energy\":", ebm_event_name(point->event));
    ebm_buffer_real(buffer, point->energy);
    ebm_buffer_string(buffer, ",\"temperature\":");
    write_real(buffer, point->temperature, "null");
    ebm_buffer_string(buffer, ",\"violations\":");
    ebm_buffer_count(buffer, point->violations);
    ebm_buffer_string(buffer, ",\"weight_norm\":");
    write_real(buffer, point->weight_norm, "null");
    ebm_buffer_string(buffer, ",\"literals\":");
    ebm_buffer_count(buffer, point->literals);
    ebm_buffer_string(buffer, "}\n");
  }
}

static bool ends_in(const char *path, const char *extension) {
  size_t length = strlen(path), end = strlen(extension);
  return length > end && strcmp(path + length - end, extension) == 0;
}

const ebm_trace_writer *ebm_trace_writer_find(const char *path) {
  static const ebm_trace_writer writers[] = {{".csv", begin_csv, rows_csv}, {".jsonl", NULL, rows_json}};
  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
    if (ends_in(path, writers[i].extension)) return &writers[i];
  return NULL;
}

bool ebm_trace_plot_fits(const char *path) {
  return ends_in(path, ".svg");
}
