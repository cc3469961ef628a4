/* Preloaded into a private chronyd: a hardware clock that no machine needs to have, a system clock that is wrong, and a way
 * to make time stand still.
 *
 * TEST_RTC_DEVICE   a path that does not exist; opening it gives a hardware clock
 * TEST_RTC_OFFSET   by how many seconds that clock is ahead of the system clock; unset: it never ticks
 * TEST_CLOCK_SHIFT  by how many seconds the system clock seems to be ahead of what it is; unset: by none
 * TEST_FREEZE_FILE  a file of one byte; while that byte is not 0, chronyd's clocks do not move, and neither do the figures it
 *                   reports, so that two programs can be asked for them one after the other
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static volatile const char *frozen;
static long long shift;
static int rtc_fd = -1;

/* Every call by its real name, from the library that stands behind this one. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void read_shift(void)
{
    const char *seconds = getenv("TEST_CLOCK_SHIFT");

    shift = seconds ? atoll(seconds) : 0;
}

__attribute__((constructor)) static void map_freeze_file(void)
{
    const char *path = getenv("TEST_FREEZE_FILE");
    int fd = path ? REAL(open)(path, O_RDONLY) : -1;
    void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);

    if (page != MAP_FAILED)
        frozen = page;
    if (fd >= 0)
        close(fd);
}

static int shifted_time(clockid_t clock, struct timespec *now)
{
    static __typeof__(&clock_gettime) real;

    if (!real)
        real = REAL(clock_gettime);
    if (real(clock, now))
        return -1;
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        now->tv_sec += shift;
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static struct { int kept; struct timespec at; } stopped[16];

    if (!frozen || (unsigned)clock >= 16)
        return shifted_time(clock, now);
    if (!*frozen) {
        stopped[clock].kept = 0;
        return shifted_time(clock, now);
    }
    if (!stopped[clock].kept) {
        if (shifted_time(clock, &stopped[clock].at))
            return -1;
        stopped[clock].kept = 1;
    }
    *now = stopped[clock].at;
    return 0;
}

/* The hardware clock: a timer that fires at each whole second of the clock it stands for. A tick that is read late, by more
 * than LATE, or while chronyd's clocks stand still, is not told: the clock would be measured against the load of the machine,
 * or against a time that has stopped. chronyd waits for the next. */
#define LATE 0.02

static double rtc_offset(void)
{
    const char *offset = getenv("TEST_RTC_OFFSET");

    return offset ? atof(offset) : 0;
}

static double rtc_now(void)
{
    struct timespec now;

    REAL(clock_gettime)(CLOCK_REALTIME, &now);
    return now.tv_sec + now.tv_nsec / 1e9 + rtc_offset();
}

static int open_rtc(void)
{
    double next = (long long)rtc_now() + 1 - rtc_offset();
    struct itimerspec each_second = { { 1, 0 }, { next, (next - (long long)next) * 1e9 } };

    rtc_fd = timerfd_create(CLOCK_REALTIME, 0);
    if (getenv("TEST_RTC_OFFSET"))
        timerfd_settime(rtc_fd, TFD_TIMER_ABSTIME, &each_second, NULL);
    return rtc_fd;
}

static int is_tick_to_be_told(void)
{
    double now = rtc_now();

    return now - (long long)now < LATE && !(frozen && *frozen);
}

static int is_rtc(const char *path)
{
    const char *device = getenv("TEST_RTC_DEVICE");

    return device && path && !strcmp(path, device);
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    mode_t mode;

    va_start(rest, flags);
    mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return is_rtc(path) ? open_rtc() : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int __open_2(const char *path, int flags)
{
    return open(path, flags);
}

int __open64_2(const char *path, int flags) __attribute__((alias("__open_2")));

ssize_t read(int fd, void *buffer, size_t size)
{
    ssize_t got = REAL(read)(fd, buffer, size);

    if (fd == rtc_fd && got > 0)
        *(unsigned long *)buffer = is_tick_to_be_told() ? RTC_UF | 1 << 8 : 0;
    return got;
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list rest;
    void *argument;

    va_start(rest, request);
    argument = va_arg(rest, void *);
    va_end(rest);
    if (fd != rtc_fd || fd < 0)
        return REAL(ioctl)(fd, request, argument);
    if (request == RTC_RD_TIME) {
        time_t now = rtc_now();
        struct tm parts;
        struct rtc_time *answer = argument;

        gmtime_r(&now, &parts);
        memset(answer, 0, sizeof *answer);
        answer->tm_sec = parts.tm_sec;
        answer->tm_min = parts.tm_min;
        answer->tm_hour = parts.tm_hour;
        answer->tm_mday = parts.tm_mday;
        answer->tm_mon = parts.tm_mon;
        answer->tm_year = parts.tm_year;
    }
    return 0;
}
