#include "learn/name.h"

#include <stdio.h>

ebm_name ebm_name_set(const ebm_lesson *l, const uint32_t *member, uint32_t n) {
  uint32_t columns = l->columns, top = UINT32_MAX, left = UINT32_MAX, bottom = 0, right = 0, falls = 0, rises = 0;
  ebm_name name = {"set", 0, 0, 0};
  if (l->rows < 2) return name;
  for (uint32_t k = 0; k < n; k++) {
    uint32_t r = member[k] / columns, c = member[k] % columns;
    top = r < top ? r : top;
    bottom = r > bottom ? r : bottom;
    left = c < left ? c : left;
    right = c > right ? c : right;
    falls += r == c;
    rises += r + c == columns - 1;
  }
  uint32_t height = bottom - top + 1, width = right - left + 1;
  if (height == 1 && n == columns) return (ebm_name){"row", top + 1, 1, columns};
  if (width == 1 && n == l->rows) return (ebm_name){"column", left + 1, l->rows, 1};
  if (l->rows == columns && n == columns && falls == n) return (ebm_name){"diagonal", 1, 0, 0};
  if (l->rows == columns && n == columns && rises == n) return (ebm_name){"diagonal", 2, 0, 0};
  /* a rectangle; a box when the grid is tiled by it, else, as in windoku, a window */
  if (height * width == n && height > 1 && width > 1) {
    bool tiled = top % height == 0 && left % width == 0 && l->rows % height == 0 && columns % width == 0;
    return (ebm_name){tiled ? "box" : "window", tiled ? top / height * (columns / width) + left / width + 1 : 0, height,
                      width};
  }
  return name;
}

const char *ebm_name_cell(const ebm_lesson *lesson, uint32_t cell, char text[EBM_CELL_NAME]) {
  if (lesson->rows > 1)
    snprintf(text, EBM_CELL_NAME, "R%uC%u", cell / lesson->columns + 1, cell % lesson->columns + 1);
  else
    snprintf(text, EBM_CELL_NAME, "C%u", cell + 1);
  return text;
}
