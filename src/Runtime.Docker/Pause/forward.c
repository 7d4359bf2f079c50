/*
 * forward PORT: a connection to a port on the loopback of the pod, for one who runs this inside the sandbox and holds its ends.
 *
 * Standard output: one byte, 0 once connected or else the error's number (and this ends); then what the port says.
 * Standard input: pieces, each with its length in front (4 bytes, little-endian). Length 0: no more is said, and the port's words
 * still come. The end of the input without it: nobody is there any more, and this ends whatever it was doing.
 */

#include "system.h"

enum { INPUT = 0, OUTPUT = 1 };
enum { AF_INET = 2, AF_INET6 = 10, SOCK_STREAM = 1, SHUT_WR = 1, INVALID = 22 };

static unsigned char loopback4[16] = { AF_INET, 0, 0, 0, 127, 0, 0, 1 };
static unsigned char loopback6[28] = { AF_INET6, 0, [23] = 1 };
static unsigned char buffer[64 * 1024];

static long connect_to(unsigned char *address, long length, long port)
{
    address[2] = (unsigned char)(port >> 8);
    address[3] = (unsigned char)port;
    long connection = call(SOCKET, address[0], SOCK_STREAM, 0, 0);
    if (connection < 0)
    {
        return connection;
    }

    long failure = call(CONNECT, connection, (long)address, length, 0);
    return failure < 0 ? failure : connection;
}

static long read_some(long from, long most)
{
    return call(READ, from, (long)buffer, most, 0);
}

/* Whether all of the buffer's first bytes were taken. */
static int write_all(long to, long count)
{
    for (long written = 0; written < count;)
    {
        long now = call(WRITE, to, (long)(buffer + written), count - written, 0);
        if (now <= 0)
        {
            return 0;
        }

        written += now;
    }

    return 1;
}

static unsigned long length_in_front(void)
{
    unsigned long length = 0;
    for (int i = 0; i < 4; i++)
    {
        if (read_some(INPUT, 1) <= 0)
        {
            return -1UL;
        }

        length |= (unsigned long)buffer[0] << (8 * i);
    }

    return length;
}

/* Carries the input until it ends. A port that takes no more is no end: what else comes is dropped. */
static void carry_input(long connection)
{
    for (;;)
    {
        unsigned long left = length_in_front();
        if (left == -1UL)
        {
            return;
        }

        if (left == 0)
        {
            call(SHUTDOWN, connection, SHUT_WR, 0, 0);
        }

        while (left > 0)
        {
            long count = read_some(INPUT, left < sizeof(buffer) ? (long)left : (long)sizeof(buffer));
            if (count <= 0)
            {
                return;
            }

            write_all(connection, count);
            left -= (unsigned long)count;
        }
    }
}

static long port_of(const char *text)
{
    long port = 0;
    for (; *text >= '0' && *text <= '9' && port < 65536; text++)
    {
        port = port * 10 + (*text - '0');
    }

    return *text == 0 && port > 0 && port < 65536 ? port : 0;
}

void begin(long *stack)
{
    long port = stack[0] == 2 ? port_of((const char *)stack[2]) : 0;
    long connection = port == 0 ? -INVALID : connect_to(loopback4, sizeof(loopback4), port);
    if (connection < 0 && port != 0)
    {
        long other = connect_to(loopback6, sizeof(loopback6), port);
        connection = other < 0 ? connection : other;
    }

    unsigned long ignored = BIT(SIGPIPE);
    call(SIGPROCMASK, SIG_BLOCK, (long)&ignored, 0, SIGNAL_SET_BYTES);
    buffer[0] = connection < 0 ? (unsigned char)-connection : 0;
    if (!write_all(OUTPUT, 1) || connection < 0)
    {
        leave(1);
    }

    long parent = call(GETPID, 0, 0, 0, 0);
    long child = call(CLONE, SIGCHLD, 0, 0, 0);
    if (child == 0)
    {
        carry_input(connection);
        if (call(GETPPID, 0, 0, 0, 0) == parent)
        {
            call(KILL, parent, SIGKILL, 0, 0);
        }

        leave(0);
    }

    for (;;)
    {
        long count = read_some(connection, sizeof(buffer));
        if (count <= 0 || !write_all(OUTPUT, count))
        {
            call(KILL, child, SIGKILL, 0, 0);
            leave(0);
        }
    }
}
