/* System calls without a C library, for programs that start at begin(). */

#if defined(__x86_64__)
enum
{
    READ = 0, WRITE = 1, SIGPROCMASK = 14, GETPID = 39, SOCKET = 41, CONNECT = 42, SHUTDOWN = 48, CLONE = 56, WAIT4 = 61, KILL = 62,
    GETPPID = 110, SIGTIMEDWAIT = 128, EXIT_GROUP = 231
};

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n");

static long call(long number, long a, long b, long c, long d)
{
    register long r10 __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum
{
    READ = 63, WRITE = 64, EXIT_GROUP = 94, KILL = 129, SIGPROCMASK = 135, SIGTIMEDWAIT = 137, GETPID = 172, GETPPID = 173, SOCKET = 198,
    CONNECT = 203, SHUTDOWN = 210, CLONE = 220, WAIT4 = 260
};

__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x0, sp\n\tbl begin\n");

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

enum { SIGINT = 2, SIGKILL = 9, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17 };
enum { SIG_BLOCK = 0, SIGNAL_SET_BYTES = 8 };

#define BIT(signal) (1UL << ((signal) - 1))

/* stack: the number of arguments, then pointers to them, the program's name first. */
void begin(long *stack) __attribute__((noreturn));

static void leave(long code) __attribute__((noreturn));

static void leave(long code)
{
    for (;;)
    {
        call(EXIT_GROUP, code, 0, 0, 0);
    }
}
