/*
 * The process that holds a pod's namespaces. It does nothing until it is told to end (TERM or INT), and as the first process
 * of a shared process namespace it reaps what others leave behind. No C library: what it needs are five system calls.
 */

#if defined(__x86_64__)
enum { WAIT4 = 61, EXIT_GROUP = 231, SIGPROCMASK = 14, SIGTIMEDWAIT = 128 };

static long call(long number, long a, long b, long c, long d)
{
    register long r10 __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { WAIT4 = 260, EXIT_GROUP = 94, SIGPROCMASK = 135, SIGTIMEDWAIT = 137 };

static long call(long number, long a, long b, long c, long d)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}
#else
#error "no system calls known for this processor"
#endif

enum { SIGINT = 2, SIGTERM = 15, SIGCHLD = 17 };
enum { SIG_BLOCK = 0, WNOHANG = 1, SIGNAL_SET_BYTES = 8 };

#define BIT(signal) (1UL << ((signal) - 1))

void _start(void)
{
    /* Blocked signals wait until they are asked for, and the kernel does not drop them although this is process 1. */
    unsigned long signals = BIT(SIGINT) | BIT(SIGTERM) | BIT(SIGCHLD);
    call(SIGPROCMASK, SIG_BLOCK, (long)&signals, 0, SIGNAL_SET_BYTES);
    for (;;)
    {
        long signal = call(SIGTIMEDWAIT, (long)&signals, 0, 0, SIGNAL_SET_BYTES);
        if (signal == SIGINT || signal == SIGTERM)
        {
            call(EXIT_GROUP, 0, 0, 0, 0);
        }

        while (signal == SIGCHLD && call(WAIT4, -1, 0, WNOHANG, 0) > 0)
        {
        }
    }
}
