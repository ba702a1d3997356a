/* answers.c - runs ebm-solve over a batch and reads what it printed. */
#include "answers.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/variants-XXXXXX";

static void clear_folder(void) {
  if (chdir(folder) == 0) {
    unlink("puzzles");
    unlink("out");
  }
  rmdir(folder);
}

static FILE *open_in_folder(const char *name, const char *mode) {
  static bool made = false;
  char path[64];
  if (!made && mkdtemp(folder) == NULL) exit(3);
  if (!made) atexit(clear_folder);
  made = true;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, mode);
  if (file != NULL) return file;
  perror(path);
  exit(3);
}

/* ebm-solve with these options over the puzzles; its output, or NULL when it did not end as it should. */
static FILE *run(const char *options) {
  char command[256];
  snprintf(command, sizeof command, "cd %s && timeout 1800 ebm-solve -q -j1 -t 3 -f constraints %s puzzles >out",
           folder, options);
  int status = system(command);
  if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) > 2) return NULL;
  return open_in_folder("out", "r");
}

static bool next_line(FILE *file, char **line, size_t *room) {
  ssize_t length = getline(line, room, file);
  if (length <= 0 || (*line)[length - 1] != '\n') return false;
  (*line)[length - 1] = '\0';
  return true;
}

static void copy(char *to, size_t room, const char *from) {
  snprintf(to, room, "%s", from != NULL ? from : "");
}

static bool read_plain(char *line, answer *a) {
  copy(a->plain, sizeof a->plain, line);
  return true;
}

static bool read_unique(char *line, answer *a) {
  json_t *object = json_loads(line, 0, NULL), *unique = json_object_get(object, "unique");
  copy(a->unique_status, sizeof a->unique_status, json_string_value(json_object_get(object, "status")));
  a->unique = json_is_true(unique) ? 1 : json_is_false(unique) ? 0 : -1;
  json_decref(object);
  return object != NULL;
}

/* puzzle:count:solution; what was no puzzle has an empty line */
static bool read_count(char *line, answer *a) {
  char *colon = strchr(line, ':'), *end = NULL;
  a->count = -1;
  a->more = false;
  if (colon == NULL) return line[0] == '\0';
  a->count = (int)strtol(colon + 1, &end, 10);
  a->more = *end == '+';
  return *(end + a->more) == ':';
}

static bool read_all(char *line, answer *a) {
  json_t *object = json_loads(line, 0, NULL), *all = json_object_get(object, "all");
  copy(a->status, sizeof a->status, json_string_value(json_object_get(object, "status")));
  copy(a->error, sizeof a->error, json_string_value(json_object_get(object, "error")));
  a->solutions = (int)json_integer_value(json_object_get(object, "solutions"));
  a->exhausted = json_is_true(json_object_get(object, "exhausted"));
  a->n_all = (int)json_array_size(all);
  a->all = realloc(a->all, (size_t)(a->n_all + 1) * sizeof *a->all);
  for (int i = 0; i < a->n_all; i++)
    copy(a->all[i], sizeof a->all[i], json_string_value(json_array_get(all, (size_t)i)));
  json_decref(object);
  return object != NULL;
}

bool answers_ask(const puzzle *p, int n, int limit, answer *answers, const char **why) {
  static char text[TEXT], *line;
  static size_t room;
  char count[32], all[32];
  FILE *file = open_in_folder("puzzles", "w");
  for (int i = 0; i < n; i++) {
    puzzle_spell(&p[i], text);
    fprintf(file, "%s\n", text);
  }
  fclose(file);
  snprintf(count, sizeof count, "-c%d", limit);
  snprintf(all, sizeof all, "--all=%d -o json", limit);
  const struct {
    const char *options;
    bool (*read)(char *line, answer *a);
  } ways[] = {{"-o line", read_plain}, {"-u -o json", read_unique}, {count, read_count}, {all, read_all}};
  for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
    *why = "ebm-solve crashed, or ran for longer than half an hour";
    if ((file = run(ways[w].options)) == NULL) return false;
    bool good = true;
    *why = "not a line of the form asked for, for each puzzle";
    for (int i = 0; good && i < n; i++) good = next_line(file, &line, &room) && ways[w].read(line, &answers[i]);
    good &= !next_line(file, &line, &room);
    fclose(file);
    if (!good) return false;
  }
  return true;
}
