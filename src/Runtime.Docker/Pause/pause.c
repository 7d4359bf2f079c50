/*
 * The process that holds a pod's namespaces. It does nothing until it is told to end (TERM or INT), and as the first process
 * of a shared process namespace it reaps what others leave behind.
 */

#include "system.h"

enum { WNOHANG = 1 };

void begin(long *stack)
{
    (void)stack;

    /* Blocked signals wait until they are asked for, and the kernel does not drop them although this is process 1. */
    unsigned long signals = BIT(SIGINT) | BIT(SIGTERM) | BIT(SIGCHLD);
    call(SIGPROCMASK, SIG_BLOCK, (long)&signals, 0, SIGNAL_SET_BYTES);
    for (;;)
    {
        long signal = call(SIGTIMEDWAIT, (long)&signals, 0, 0, SIGNAL_SET_BYTES);
        if (signal == SIGINT || signal == SIGTERM)
        {
            leave(0);
        }

        while (signal == SIGCHLD && call(WAIT4, -1, 0, WNOHANG, 0) > 0)
        {
        }
    }
}
