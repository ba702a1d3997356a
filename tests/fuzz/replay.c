/* Runs a fuzz target over the files of the folders named, for compilers without libFuzzer. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

static void replay(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fuzz_fail("cannot open %s\n", path);
  enum { MOST = 1 << 20 };
  uint8_t *room = malloc(MOST);
  size_t size = room != NULL ? fread(room, 1, MOST, file) : 0;
  fclose(file);
  /* A copy of its own size, so that a sanitizer sees every byte read behind the end. */
  uint8_t *data = malloc(size > 0 ? size : 1);
  if (room == NULL || data == NULL) fuzz_fail("out of memory\n");
  memcpy(data, room, size);
  fprintf(stderr, "%s\n", path); /* ctest shows it when the next line is a crash */
  LLVMFuzzerTestOneInput(data, size);
  free(data);
  free(room);
}

int main(int argc, char **argv) {
  size_t files = 0;
  for (int i = 1; i < argc; i++) {
    DIR *folder = opendir(argv[i]);
    if (folder == NULL) fuzz_fail("cannot open %s\n", argv[i]);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
      if (entry->d_name[0] == '.') continue;
      char path[4096];
      snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
      replay(path);
      files++;
    }
    closedir(folder);
  }
  printf("%zu files\n", files);
  return files > 0 ? 0 : 1; /* nothing replayed is nothing tested */
}
