#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static struct timespec caught_at;
static ebm_session *volatile running;
static int wake[2] = {-1, -1};

/* A program may signal its child and then its child's group (timeout(1) does): two signals that come as one are one. */
static bool is_another(void) {
  static const double together = 0.2;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (caught == 0) caught_at = now;
  return (double)(now.tv_sec - caught_at.tv_sec) + 1e-9 * (double)(now.tv_nsec - caught_at.tv_nsec) > together;
}

/* The first signal asks for an end, another one ends at once. */
static void on_signal(int number) {
  int saved = errno;
  if (is_another()) ebm_interrupt_die(number);
  caught = number;
  if (running != NULL) ebm_session_stop(running);
  if (wake[1] >= 0 && write(wake[1], "", 1) < 0) caught = number; /* full: then it is readable already */
  errno = saved;
}

static void handle(void (*handler)(int)) {
  static const int signals[] = {SIGINT, SIGTERM};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction action = {.sa_flags = 0}, before;
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
  }
}

static const char *volatile farewell;

static void on_last_signal(int number) {
  (void)!write(STDERR_FILENO, farewell, strlen(farewell));
  ebm_interrupt_die(number);
}

void ebm_interrupt_farewell(const char *line) {
  farewell = line;
  handle(on_last_signal);
}

void ebm_interrupt_install(void) {
  if (pipe(wake) == 0)
    for (int i = 0; i < 2; i++) {
      fcntl(wake[i], F_SETFD, FD_CLOEXEC);
      fcntl(wake[i], F_SETFL, O_NONBLOCK);
    }
  handle(on_signal);
}

void ebm_interrupt_session(ebm_session *session) {
  running = session;
  if (session != NULL && caught != 0) ebm_session_stop(session);
}

int ebm_interrupt_signal(void) {
  return caught;
}

int ebm_interrupt_wake(void) {
  return wake[0];
}

int ebm_interrupt_die(int number) {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  signal(number, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  raise(number);
  return 128 + number;
}
